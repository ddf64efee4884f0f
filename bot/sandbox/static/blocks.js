// Draws blocks and their elements. `desk` tells what the surface is and takes what a person does:
// { world, press(element, value), suggest(element, query), fields: [], errors: {}, values: {}, kept: {} }
import { confirmed, h, near, uid } from "./dom.js";
import { text } from "./mrkdwn.js";

export function blocks(list, desk) {
  return list.map((block) => (BLOCKS[block.type] || unknown)(block, desk));
}

const unknown = (block) => h("p", { class: "hint" }, `(${block.type})`);

const BLOCKS = {
  header: (block, desk) => h(desk.heading || "h3", { class: "b-header" }, text(block.text, desk.world)),
  divider: () => h("hr", { class: "b-divider" }),
  context: (block, desk) => h("div", { class: "b-context" }, block.elements.map((one) =>
    one.type === "image" ? h("img", { src: one.image_url, alt: one.alt_text }) : h("span", {}, text(one, desk.world)))),
  image: (block, desk) => h("figure", { class: "b-image" },
    block.title ? h("figcaption", {}, text(block.title, desk.world)) : null, h("img", { src: block.image_url, alt: block.alt_text })),
  actions: (block, desk) => h("div", { class: "b-actions" }, block.elements.map((one) => element(one, block, desk))),
  section,
  input,
};

function section(block, desk) {
  const said = h("div", { class: "prose" },
    block.text ? h("p", {}, text(block.text, desk.world)) : null,
    block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("p", {}, text(field, desk.world)))) : null);
  const name = (block.text?.text || "").split("\n")[0].replace(/[*_`~<>]/g, "").slice(0, 60);
  return h("div", { class: "b-section" }, said, block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block, desk, { name })) : null);
}

function input(block, desk) {
  const id = uid("field");
  const error = desk.errors?.[block.block_id];
  const hints = [block.hint ? h("p", { class: "hint", id: `${id}-hint` }, text(block.hint, desk.world)) : null,
    error ? h("p", { class: "error", id: `${id}-error` }, error) : null];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const label = [text(block.label, desk.world), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const more = { id, described, invalid: error ? "true" : undefined, required: !block.optional, labelled: `${id}-label`, dispatch: block.dispatch_action };
  const control = element(block.element, block, desk, more);
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  return h("div", { class: `b-input${error ? " wrong" : ""}`, "data-block": block.block_id },
    grouped ? h("p", { class: "label", id: `${id}-label` }, label) : h("label", { for: id, id: `${id}-label` }, label),
    control, hints);
}

function element(one, block, desk, more = {}) {
  return (ELEMENTS[one.type] || unknown)(one, block, desk, more);
}

// What stands in a field now, in Slack's form: what the bot was told of, and what was typed since.
const current = (one, block, desk) => {
  const kept = desk.kept?.[block.block_id]?.[one.action_id];
  return { ...desk.values?.[block.block_id]?.[one.action_id], ...(kept === undefined ? {} : KEPT[one.type]?.(one, kept)) };
};
const KEPT = {
  plain_text_input: (one, value) => ({ value }),
  email_text_input: (one, value) => ({ value }),
  checkboxes: (one, values) => ({ selected_options: one.options.filter((option) => values.includes(option.value)) }),
  static_select: (one, value) => ({ selected_option: one.options?.find((option) => option.value === value) }),
};

function field(one, block, desk, get) {
  desk.fields.push({ block_id: block.block_id, action_id: one.action_id, get });
}

async function choose(one, value, desk, node) {
  if (!(await confirmed(one.confirm, (object) => text(object, desk.world)))) return false;
  node.setAttribute("aria-busy", "true");
  await desk.press(one, value);
  node.removeAttribute("aria-busy");
  return true;
}

const aria = (more) => ({ id: more.id, "aria-describedby": more.described, "aria-invalid": more.invalid, "aria-required": more.required ? "true" : undefined });
const named = (one, more, fallback) => (more.id ? {} : { "aria-label": one.placeholder?.text || more.name || fallback });

const ELEMENTS = {
  image: (one) => h("img", { class: "thumb", src: one.image_url, alt: one.alt_text }),
  button(one, block, desk) {
    const style = { class: `button ${one.style ? `solid ${one.style}` : ""}`, "aria-label": one.accessibility_label };
    const node = h(one.url ? "a" : "button", one.url ? { ...style, href: one.url, target: "_blank", rel: "noopener" } : { ...style, type: "button" }, text(one.text, desk.world));
    node.addEventListener("click", () => choose(one, one.value ?? null, desk, node));
    return node;
  },
  overflow: (one, block, desk, more) => overflow(one, desk, more.name),
  plain_text_input: (one, block, desk, more) => typed(one, block, desk, more, one.multiline ? "textarea" : "text"),
  email_text_input: (one, block, desk, more) => typed(one, block, desk, more, "email"),
  url_text_input: (one, block, desk, more) => typed(one, block, desk, more, "url"),
  number_input: (one, block, desk, more) => typed(one, block, desk, more, "text"),
  datepicker: (one, block, desk, more) => picked(one, block, desk, more, "date", "selected_date"),
  timepicker: (one, block, desk, more) => picked(one, block, desk, more, "time", "selected_time"),
  checkboxes: (one, block, desk, more) => boxes(one, block, desk, more, "checkbox"),
  radio_buttons: (one, block, desk, more) => boxes(one, block, desk, more, "radio"),
  static_select: menu,
  multi_static_select: menu,
  users_select: (one, block, desk, more) => menu(listed(one, desk.world.people()), block, desk, more, "selected_user"),
  channels_select: (one, block, desk, more) => menu(listed(one, desk.world.channels()), block, desk, more, "selected_channel"),
  conversations_select: (one, block, desk, more) => menu(listed(one, conversing(one, desk)), block, desk, more, "selected_conversation"),
  multi_conversations_select: conversations,
  external_select: search,
  multi_external_select: searchMany,
};

// The channels that a menu's filter lets through.
function conversing(one, desk) {
  const { include, exclude_external_shared_channels: ours } = one.filter || {};
  return desk.world.channels().filter(([, , secret, shared]) => !(ours && shared) && (!include || include.includes(secret ? "private" : "public")));
}

// Several channels, found without asking the app.
function conversations(one, block, desk, more) {
  const named = ([value, name, secret]) => ({ value, text: { type: "plain_text", text: `${secret ? "🔒" : "#"}${name}` } });
  const offered = conversing(one, desk).map(named);
  const suggest = async (_, query) => offered.filter((option) => option.text.text.includes(query.trim().toLowerCase().replace(/^#/, "")));
  const chosen = (current(one, block, desk).selected_conversations || []).map((id) => {
    const known = desk.world.channel(id);
    return known ? named([id, known.name, known.is_private]) : { value: id, text: { type: "plain_text", text: "🔒private channel" } };
  });
  return searchMany({ ...one, min_query_length: 0 }, block, desk, more, chosen, { ...desk, suggest });
}

const listed = (one, options) => ({ ...one, options: options.map(([value, name]) => ({ value, text: { type: "plain_text", text: name } })) });

function typed(one, block, desk, more, kind) {
  const props = { ...aria(more), ...named(one, more, "Text"), placeholder: one.placeholder?.text, class: "box", value: current(one, block, desk).value || "", autocomplete: "off" };
  const node = kind === "textarea" ? h("textarea", { ...props, rows: 4 }) : h("input", { ...props, type: kind === "email" ? "text" : kind, inputmode: kind === "email" ? "email" : undefined });
  if (one.focus_on_load) node.dataset.first = "";
  field(one, block, desk, () => node.value);
  const on = one.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  if (more.dispatch && on.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); choose(one, node.value, desk, node); }
    });
  }
  if (more.dispatch && on.includes("on_character_entered")) {
    let wait;
    node.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => desk.press(one, node.value), 400); });
  }
  return one.max_length ? h("div", {}, node, tooMany(node, one.max_length)) : node;
}

// Slack cuts nothing of what is pasted: it says that it is too long, and takes no submit.
function tooMany(node, most) {
  const said = h("p", { class: "problem", role: "status" });
  const count = () => {
    const over = [...node.value].length - most;
    said.textContent = over > 0 ? `${over} too many of ${most} characters` : "";
  };
  node.addEventListener("input", count);
  count();
  return said;
}

function picked(one, block, desk, more, kind, key) {
  const node = h("input", { ...aria(more), ...named(one, more, kind), type: kind, class: "box", value: current(one, block, desk)[key] || "" });
  field(one, block, desk, () => node.value);
  if (!more.id || more.dispatch) node.addEventListener("change", () => choose(one, node.value, desk, node));
  return node;
}

function boxes(one, block, desk, more, kind) {
  const group = uid("group");
  const now = current(one, block, desk);
  const on = new Set([...(now.selected_options || []), now.selected_option].filter(Boolean).map((option) => option.value));
  const inputs = one.options.map((option) => h("input", { type: kind, name: group, value: option.value, checked: on.has(option.value) }));
  const get = () => inputs.filter((node) => node.checked).map((node) => node.value);
  const value = () => (kind === "radio" ? get()[0] ?? null : get());
  field(one, block, desk, value);
  const node = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", "aria-labelledby": more.labelled, "aria-label": more.labelled ? undefined : more.name || "Choices", "aria-describedby": more.described },
    one.options.map((option, n) => h("label", { class: "choice" }, inputs[n], h("span", {}, text(option.text, desk.world),
      option.description ? h("small", {}, text(option.description, desk.world)) : null))));
  if (!more.id || more.dispatch) node.addEventListener("change", () => choose(one, value(), desk, node));
  return node;
}

function menu(one, block, desk, more, key = "selected_option") {
  const multi = one.type.startsWith("multi");
  const now = current(one, block, desk);
  const chosen = multi ? (now.selected_options || []).map((option) => option.value) : [key === "selected_option" ? now[key]?.value : now[key]];
  const entry = (option) => h("option", { value: option.value, selected: chosen.includes(option.value) }, option.text.text);
  const empty = multi ? null : h("option", { value: "", disabled: !more.id, selected: !chosen[0] }, one.placeholder?.text || "Choose an option");
  const inner = one.option_groups ? one.option_groups.map((group) => h("optgroup", { label: group.label.text }, group.options.map(entry))) : one.options.map(entry);
  const node = h("select", { ...aria(more), ...named(one, more, "Choose"), class: "box", multiple: multi }, empty, inner);
  const value = () => (multi ? [...node.selectedOptions].map((option) => option.value) : node.value || null);
  field(one, block, desk, value);
  if (!more.id || more.dispatch) {
    node.addEventListener("change", async () => {
      if (!(await choose(one, value(), desk, node))) node.value = chosen[0] || "";
    });
  }
  return node;
}

// A menu that asks the app while one types: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
// `take` gets what is chosen where it is not the only one.
function search(one, block, desk, more, take) {
  const list = uid("list");
  let value = current(one, block, desk).selected_option || null;
  let active = -1;
  let asked = 0;
  const node = h("input", { ...aria(more), ...named(one, more, "Search"), class: "box search", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list, placeholder: one.placeholder?.text || "Search", value: value?.text.text || "" });
  const panel = h("div", { class: "popup list", role: "listbox", id: list, hidden: true, "aria-label": "Suggestions" });
  const clear = h("button", { type: "button", class: "clear", "aria-label": "Clear", hidden: !value, onclick: () => { set(null); node.focus(); } }, "×");
  const show = (open) => { panel.hidden = !open; node.setAttribute("aria-expanded", String(open)); if (open) near(panel, node, true); else active = -1; };
  const set = (option) => {
    if (take && option) { take(option); option = null; }
    value = option;
    node.value = option?.text.text || "";
    clear.hidden = !option;
    show(false);
    if (!take && (!more.id || more.dispatch)) choose(one, option?.value ?? null, desk, node);
  };
  const mark = (to) => {
    const rows = [...panel.querySelectorAll("[role=option]")];
    if (!rows.length) return;
    active = (to + rows.length) % rows.length;
    rows.forEach((row, n) => row.setAttribute("aria-selected", String(n === active)));
    node.setAttribute("aria-activedescendant", rows[active].id);
    rows[active].scrollIntoView({ block: "nearest" });
  };
  const ask = async (query) => {
    const mine = ++asked;
    const least = one.min_query_length ?? 3;
    panel.replaceChildren(h("p", { class: "hint" }, query.length < least ? `Type ${least} letters or more` : "Loading…"));
    show(true);
    const found = query.length < least ? null : await desk.suggest(one, query);
    if (mine !== asked || !found) return;
    panel.replaceChildren(...found.map((option) => h("div", { role: "option", id: uid("option"), "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); set(option); } }, option.text.text)));
    if (!found.length) panel.append(h("p", { class: "hint" }, "No results"));
    near(panel, node, true);
  };
  let wait;
  node.addEventListener("input", () => { value = null; clearTimeout(wait); wait = setTimeout(() => ask(node.value), 180); });
  node.addEventListener("focus", () => ask(value ? "" : node.value));
  node.addEventListener("blur", () => { clearTimeout(wait); asked++; show(false); node.value = value?.text.text || ""; });
  node.addEventListener("keydown", (event) => {
    const rows = [...panel.querySelectorAll("[role=option]")];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); if (panel.hidden) ask(""); else mark(active + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter" && !panel.hidden) { event.preventDefault(); rows[Math.max(active, 0)]?.dispatchEvent(new MouseEvent("mousedown", { cancelable: true })); }
    else if (event.key === "Escape" && !panel.hidden) { event.preventDefault(); event.stopPropagation(); show(false); }
  });
  if (!take) field(one, block, desk, () => value?.value ?? null);
  return h("div", { class: "searchbox" }, node, clear, panel);
}

// Several of what it finds: each stands below the field, and is given back by its button.
function searchMany(one, block, desk, more, taken = current(one, block, desk).selected_options || [], asked = desk) {
  const chosen = h("div", { class: "taken", role: "group", "aria-label": "Chosen" });
  const keep = (options) => {
    taken = options;
    chosen.replaceChildren(...taken.map((option) => h("button", { type: "button", class: "button", "aria-label": `Remove ${option.text.text}`, onclick: () => keep(taken.filter((other) => other !== option)) }, `${option.text.text} ×`)));
  };
  keep(taken);
  const box = search(one, block, asked, more, (option) => keep([...taken.filter((other) => other.value !== option.value), option]));
  field(one, block, desk, () => taken.map((option) => option.value));
  return h("div", {}, box, chosen);
}

function overflow(one, desk, name) {
  const node = h("button", { type: "button", class: "button more", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "More actions", title: name ? `More actions: ${name}` : "More actions" }, "⋯");
  const panel = h("div", { class: "popup", role: "menu", hidden: true }, one.options.map((option) =>
    h("button", { type: "button", role: "menuitem", onclick: () => { show(false); node.focus(); choose(one, option.value, desk, node); } }, text(option.text, desk.world),
      option.description ? h("small", {}, text(option.description, desk.world)) : null)));
  const show = shower(node, panel);
  return popup(node, panel, show);
}

export function shower(node, panel) {
  return (open) => {
    panel.hidden = !open;
    node.setAttribute("aria-expanded", String(open));
    if (!open) return;
    near(panel, node);
    panel.firstChild.focus();
  };
}

// A button with a menu: opens on press, closes on Escape or when the focus leaves; arrows move in it.
export function popup(node, panel, show) {
  node.addEventListener("click", () => show(panel.hidden));
  panel.addEventListener("keydown", (event) => {
    const items = [...panel.querySelectorAll("[role=menuitem]")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); show(false); node.focus(); }
    if (event.key === "ArrowDown") { event.preventDefault(); items[(at + 1) % items.length].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); items[(at - 1 + items.length) % items.length].focus(); }
  });
  const box = h("span", { class: "popbox" }, node, panel);
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) show(false); });
  document.addEventListener("scroll", () => { if (!panel.hidden) near(panel, node); }, { capture: true, passive: true });
  document.addEventListener("pointerdown", (event) => { if (box.isConnected && !box.contains(event.target) && !panel.hidden) show(false); });
  return box;
}
