// The HR system: the webhooks that have arrived, how it verifies them, and what it answers.
import { act, h, uid } from "./dom.js";

const ANSWERS = [[204, "takes them"], [500, "fails (500)"], [410, "is gone (410)"]];
const GOOD = { verified: "✓ verified", "no secret": "not verified: no secret" };
let open = null;

// What is typed into its fields survives what arrives meanwhile: they are drawn once, the rest anew.
export function drawHooks(panel, hooks, world) {
  const drawn = panel.querySelector(".hooks");
  const again = () => drawHooks(panel, hooks, world);
  if (!drawn) panel.replaceChildren(h("section", { class: "mailbox hooks", "aria-label": "HR system" },
    h("div", { class: "mails" }, fields(hooks), h("ul", { class: "plain", "aria-label": "Webhooks" })), h("div", { class: "reader" })));
  const section = panel.querySelector(".hooks");
  const reading = hooks.deliveries.find((each) => each.id === open);
  section.classList.toggle("reading", Boolean(reading));
  section.querySelector("ul").replaceChildren(...rows(hooks.deliveries, world, again));
  if (reading) read(section.querySelector(".reader"), reading, world, again);
  else section.querySelector(".reader").replaceChildren(h("p", { class: "empty" }, hooks.deliveries.length ? "Choose a webhook to read it." : ""));
}

function fields(hooks) {
  const { answer } = hooks.receivers.hr || { answer: 204 };
  const secret = h("input", { type: "text", id: uid("secret"), autocomplete: "off", spellcheck: "false", placeholder: "whsec_…" });
  const said = h("span", { class: "hint", role: "status" });
  const save = async () => { await act({ do: "hooks", name: "hr", secret: secret.value }); secret.value = ""; said.textContent = "It verifies by this secret now."; };
  return h("div", { class: "hook-fields" },
    h("label", {}, "This system ", h("select", { onchange: (event) => act({ do: "hooks", name: "hr", answer: Number(event.target.value) }) },
      ANSWERS.map(([value, name]) => h("option", { value, selected: value === answer }, name)))),
    h("div", { class: "hook-secret" }, h("label", { for: secret.id }, "Another secret"), secret, h("button", { type: "button", class: "button", onclick: save }, "Save")), said);
}

function rows(deliveries, world, again) {
  if (!deliveries.length) return [h("li", { class: "empty" }, "No webhook yet. Invite somebody, and what Usher tells this system arrives here.")];
  return deliveries.map((each) => h("li", {},
    h("button", { type: "button", class: "letter", "aria-current": each.id === open ? "true" : undefined, onclick: () => { open = each.id; again(); } },
      h("span", { class: "mail-top" }, h("strong", {}, each.type), h("time", {}, world.when(each.received))),
      h("span", { class: "mail-subject" }, `${GOOD[each.verified] || `✗ ${each.verified}`} · answered ${each.status}`))));
}

async function read(reader, delivery, world, again) {
  if (reader.dataset.shows === delivery.id) return;
  reader.dataset.shows = delivery.id;
  const whole = await (await fetch(`/demo/delivery/${delivery.id}`)).json();
  if (open !== delivery.id) return;
  const back = () => { open = null; delete reader.dataset.shows; again(); };
  reader.replaceChildren(
    h("header", { class: "mail-head" },
      h("button", { type: "button", class: "ghost only-small", "aria-label": "Back to the list", onclick: back }, "‹"),
      h("div", {}, h("h2", {}, whole.type), h("p", { class: "hint" }, `POST /demo/hooks/${whole.name} · ${GOOD[whole.verified] || `✗ ${whole.verified}`} · answered ${whole.status} · ${world.when(whole.received)}`))),
    h("div", { class: "mail-body" }, h("pre", { tabindex: "0", "aria-label": "Headers and body" }, `${whole.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${pretty(whole.body)}`)));
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
