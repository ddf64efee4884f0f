// The mailbox: a list of mails, and the one that is open as HTML, text or source.
import { h, uid } from "./dom.js";

let open = null;
let shape = "HTML";

export function drawMailbox(mails, world, again) {
  const reading = mails.find((mail) => mail.id === open);
  const list = h("ul", { class: "mails", "aria-label": "Mails" }, mails.map((mail) => h("li", {},
    h("button", { type: "button", class: "letter", "aria-current": mail.id === open ? "true" : undefined, onclick: () => { open = mail.id; again(); } },
      h("span", { class: "mail-top" }, h("strong", {}, mail.to || mail.rcpt_to.join(", ")), h("time", {}, world.when(mail.received))),
      h("span", { class: "mail-subject" }, mail.subject || "(no subject)")))));
  if (!mails.length) list.append(h("li", { class: "empty" }, "No mail yet. Invite somebody, and what Usher sends arrives here."));
  return h("section", { class: `mailbox${reading ? " reading" : ""}`, "aria-label": "Mailbox" }, list,
    h("div", { class: "reader" }, reading ? reader(reading, world, again) : h("p", { class: "empty" }, mails.length ? "Choose a mail to read it." : "")));
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
