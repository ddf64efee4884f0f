// A few helpers: build elements (never from HTML text), and talk to the stand-in.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (["value", "checked", "selected", "disabled", "multiple"].includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let last = 0;
export const uid = (name = "x") => `${name}-${++last}`;

export const $ = (id) => document.getElementById(id);

export async function act(what) {
  try {
    const answer = await fetch("/demo/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(what),
    });
    return await answer.json();
  } catch {
    return { error: "unreachable" };
  }
}

const SENTENCES = {
  operation_timeout: "Usher didn’t answer in time (operation_timeout).",
  dispatch_failed: "Usher answered with an error (dispatch_failed).",
  unreachable: "The demo is not running.",
};

export function toast(error, problems = []) {
  const node = h("div", { class: "toast" }, SENTENCES[error] || `Slack refused Usher’s answer (${error}).`,
    problems.slice(0, 2).map((line) => h("small", {}, line)));
  $("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}

// Asks for confirmation as a confirm object says; resolves to true or false.
export function confirmed(confirm, draw) {
  if (!confirm) return Promise.resolve(true);
  const dialog = $("confirm");
  const title = uid("confirm");
  dialog.setAttribute("aria-labelledby", title);
  return new Promise((resolve) => {
    const done = (answer) => { dialog.onclose = null; dialog.close(); resolve(answer); };
    dialog.replaceChildren(
      h("h2", { id: title }, confirm.title.text),
      h("div", { class: "prose" }, draw(confirm.text)),
      h("div", { class: "foot" },
        h("button", { type: "button", class: "button", onclick: () => done(false) }, confirm.deny.text),
        h("button", { type: "button", class: `button solid ${confirm.style || "primary"}`, onclick: () => done(true) }, confirm.confirm.text)),
    );
    dialog.onclose = () => resolve(false);
    dialog.showModal();
  });
}

// Puts a popup beside what opened it, above where there is no room below; nothing clips it.
export function near(panel, node, wide = false) {
  const at = node.getBoundingClientRect();
  if (wide) panel.style.width = `${at.width}px`;
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + 4 + height < innerHeight || at.top < height;
  panel.style.top = `${below ? at.bottom + 4 : at.top - height - 4}px`;
  panel.style.left = `${Math.max(8, Math.min(wide ? at.left : at.right - width, innerWidth - width - 8))}px`;
}

export function initials(name) {
  return name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
}

export function avatar(person, size = "") {
  if (person.is_bot) return h("img", { class: `avatar ${size}`, src: "/demo/static/icon.svg", alt: "" });
  const hue = [...person.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
  return h("span", { class: `avatar hue${hue} ${size}`, "aria-hidden": "true" }, initials(person.real_name));
}
