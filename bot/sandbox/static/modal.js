// The modal on top of somebody's stack, drawn from its view.
import { $, act, h, toast, uid } from "./dom.js";
import { blocks } from "./blocks.js";
import { text } from "./mrkdwn.js";

let drawn = "";
let shown = { id: "" };
const values = (desk) => {
  const typed = {};
  for (const { block_id, action_id, get } of desk.fields) (typed[block_id] ||= {})[action_id] = get();
  return typed;
};

// What a surface does with what a person does; `place` and `ts` say where it stands.
export function desk(who, world, place, ts, more = {}) {
  const made = {
    world, fields: [], errors: {}, values: {}, ...more,
    async press(element, value) {
      const typed = place === "modal" || place === "home" ? values(made) : {};
      const outcome = await act({ do: "click", who, action_id: element.action_id, value, typed, place, ts });
      if (outcome.error) toast(outcome.error, outcome.problems);
    },
    async suggest(element, query) {
      const found = await act({ do: "suggest", who, action_id: element.action_id, query, place, ts });
      return Array.isArray(found) ? found : [];
    },
  };
  return made;
}

export function drawModal(top, depth, who, world) {
  const dialog = $("modal");
  const key = top ? JSON.stringify([who, top.view.id, top.view.hash, top.errors, depth]) : "";
  if (key === drawn) return;
  const before = drawn;
  drawn = key;
  if (!top) { dialog.close(); shown = { id: "" }; return; }
  // An update leaves in its fields what somebody has typed since: Slack keeps it by their ids.
  const same = shown.id === JSON.stringify([who, top.view.id]);
  const kept = same ? values(shown.made) : {};
  const caret = same ? caretIn(dialog) : null;
  const made = desk(who, world, "modal", "", { errors: top.errors, values: top.view.state.values, kept });
  shown = { id: JSON.stringify([who, top.view.id]), made };
  dialog.replaceChildren(frame(top.view, depth, who, world, made));
  dialog.setAttribute("aria-labelledby", dialog.querySelector("h2").id);
  if (!dialog.open) dialog.showModal();
  focus(dialog, before === "", caret);
}

const FIELD = ":is(input, textarea, select)";

const pressed = (dialog, button) => [...dialog.querySelectorAll("button")].filter((other) => other.textContent === button);

// In which field somebody is, and where in its text; or at which button.
function caretIn(dialog) {
  const node = document.activeElement;
  if (dialog.contains(node) && node.matches("button")) return { button: node.textContent, nth: pressed(dialog, node.textContent).indexOf(node) };
  const block = dialog.contains(node) ? node.closest("[data-block]") : null;
  if (!block || !node.matches(FIELD)) return null;
  return { block: block.dataset.block, nth: [...block.querySelectorAll(FIELD)].indexOf(node), from: node.selectionStart, to: node.selectionEnd };
}

function focus(dialog, opening, caret) {
  const wrong = dialog.querySelector(`.wrong ${FIELD}`);
  const left = caret && (caret.button ? pressed(dialog, caret.button) : dialog.querySelectorAll(`[data-block="${CSS.escape(caret.block)}"] ${FIELD}`))[caret.nth];
  const chosen = dialog.querySelector("[data-first]");
  const first = dialog.querySelector(`.body ${FIELD}`);
  const target = wrong || left || (caret && !caret.button ? null : chosen) || (opening ? first : null) || dialog.querySelector("h2");
  // A search box would open its list by itself.
  (target.matches("[role=combobox]") ? dialog.querySelector("h2") : target).focus();
  if (target === left && typeof caret.from === "number") left.setSelectionRange(caret.from, caret.to);
}

function frame(view, depth, who, world, made) {
  const busy = h("p", { class: "problem", role: "alert" });
  const close = () => act({ do: "close", who }).then((outcome) => outcome.error && toast(outcome.error));
  const send = h("button", { class: "button solid primary" }, view.submit ? text(view.submit, world) : "");
  const form = h("form", { class: "frame", novalidate: true, onsubmit: submit },
    h("header", {},
      depth > 1 ? h("button", { type: "button", class: "ghost", "aria-label": "Back", onclick: close }, "‹") : null,
      h("h2", { id: uid("title"), tabindex: "-1" }, text(view.title, world)),
      h("button", { type: "button", class: "ghost", "aria-label": "Dismiss", onclick: close }, "×")),
    h("div", { class: "body" }, blocks(view.blocks, made)),
    h("div", { class: "foot" }, busy,
      h("button", { type: "button", class: "button", onclick: close }, view.close ? text(view.close, world) : depth > 1 ? "Back" : view.submit ? "Cancel" : "Close"),
      view.submit ? send : null));
  $("modal").oncancel = (event) => { event.preventDefault(); close(); };
  async function submit(event) {
    event.preventDefault();
    if (!view.submit || form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    send.disabled = true;
    const outcome = await act({ do: "submit", who, values: values(made) });
    form.removeAttribute("aria-busy");
    send.disabled = false;
    const told = outcome.error && outcome.error !== "invalid_input";
    busy.textContent = told ? `We had some trouble connecting (${outcome.error}). Try again?` : "";
    if (told && outcome.problems?.length) toast(outcome.error, outcome.problems);
  }
  return form;
}
