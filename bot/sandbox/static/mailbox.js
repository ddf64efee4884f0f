// The mailbox: what its server does with mails, a list of them, and the one that is open.
import { act, h, uid } from "./dom.js";

const DOES = [["takes", "takes mails"], ["sender", "refuses Usher as sender"], ["mailbox", "knows no such mailbox"], ["away", "is not reachable"]];
const AGAIN = "Let the server take mails again, and they go out within a quarter of an hour, or once you move time on.";
const HINTS = {
  sender: `Invite somebody, and read as Ada that mails wait, and why. ${AGAIN}`,
  mailbox: "Invite somebody, and read in the messages from Usher that the mail could not be delivered.",
  away: `Invite somebody, move time on, and read as Ada that mails wait. ${AGAIN}`,
};
let open = null;
let shape = "HTML";

// What is chosen or read stays while mails arrive: only what has changed is drawn anew.
export function drawMailbox(panel, state, world) {
  const again = () => drawMailbox(panel, state, world);
  const reading = state.mails.find((mail) => mail.id === open);
  if (!panel.querySelector(".mailbox")) panel.replaceChildren(h("section", { class: "mailbox", "aria-label": "Mailbox" },
    h("div", { class: "mails" }, server(), h("ul", { class: "plain", "aria-label": "Mails" })), h("div", { class: "reader" })));
  const section = panel.querySelector(".mailbox");
  section.classList.toggle("reading", Boolean(reading));
  section.querySelector("select").value = state.mail_server;
  section.querySelector("[role=status]").textContent = HINTS[state.mail_server] || "";
  section.querySelector("ul").replaceChildren(...rows(state.mails, world, again));
  const place = section.querySelector(".reader");
  const shows = reading ? `${reading.id} ${shape} ${world.when(reading.received)}` : `${state.mails.length > 0}`;
  if (place.dataset.shows === shows) return;
  place.dataset.shows = shows;
  place.replaceChildren(...(reading ? reader(reading, world, again) : [h("p", { class: "empty" }, state.mails.length ? "Choose a mail to read it." : "")]));
}

function server() {
  const choose = (event) => act({ do: "mail_server", does: event.target.value });
  return h("div", { class: "hook-fields" },
    h("label", {}, "The mail server ", h("select", { onchange: choose }, DOES.map(([value, name]) => h("option", { value }, name)))),
    h("span", { class: "hint", role: "status" }));
}

function rows(mails, world, again) {
  if (!mails.length) return [h("li", { class: "empty" }, "No mail yet. Invite somebody, and what Usher sends arrives here.")];
  return mails.map((mail) => h("li", {},
    h("button", { type: "button", class: "letter", "aria-current": mail.id === open ? "true" : undefined, onclick: () => { open = mail.id; again(); } },
      h("span", { class: "mail-top" }, h("strong", {}, mail.to || mail.rcpt_to.join(", ")), h("time", {}, world.when(mail.received))),
      h("span", { class: "mail-subject" }, mail.subject || "(no subject)"))));
}

function reader(mail, world, again) {
  const body = h("div", { class: "mail-body" });
  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Show as" }, ["HTML", "Text", "Source"].map((name) =>
    h("button", { type: "button", role: "tab", "aria-selected": String(name === shape), onclick: () => { shape = name; again(); } }, name)));
  fill(body, mail);
  return [h("header", { class: "mail-head" },
    h("button", { type: "button", class: "ghost only-small", "aria-label": "Back to the list", onclick: () => { open = null; again(); } }, "‹"),
    h("div", {}, h("h2", {}, mail.subject), h("p", { class: "hint" }, `${mail.from} → ${mail.rcpt_to.join(", ")} · ${world.when(mail.received)}`)), tabs), body];
}

async function fill(body, mail) {
  if (shape === "HTML") {
    body.append(h("iframe", { title: `Mail: ${mail.subject}`, src: `/demo/mail/${mail.id}/html`, sandbox: "allow-popups allow-popups-to-escape-sandbox", id: uid("mail") }));
    return;
  }
  const whole = await (await fetch(`/demo/mail/${mail.id}`)).json();
  body.append(h("pre", { tabindex: "0" }, shape === "Text" ? linked(whole.text) : whole.source));
}

// In text mails the address stands alone on its line; make it something to press.
function linked(plain) {
  return plain.split(/(https?:\/\/[^\s>]+)/).map((part, n) => (n % 2 ? h("a", { href: part, target: "_blank", rel: "noopener" }, part) : part));
}
