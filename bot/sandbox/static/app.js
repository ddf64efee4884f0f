// The window: who you are, where you are, what is said there. Everything shown comes from /demo/state.
import { $, act, avatar, h, toast, uid } from "./dom.js";
import { blocks, popup, shower } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";
import { desk, drawModal } from "./modal.js";
import { drawMailbox } from "./mailbox.js";
import { drawHooks } from "./hooks.js";
import * as elsewhere from "./places.js";

const PLACES = { general: "# general", home: "Usher", app: "Usher", mail: "Mailbox", hooks: "HR system", [elsewhere.NEWCOMERS]: "Newcomers" };
const SLACKS = /^[CGS][A-Z0-9]+$/;
const possible = (where) => Boolean(PLACES[where]) || SLACKS.test(where || "");
const title = () => PLACES[place] || elsewhere.titleOf(state, place);
const ORDER = ["ada", "lev", "mia", "gus"];
let state = null;
let version = 0;
let waiting = null;
let [who, place] = read();

// Who and where stand in the address, so that a reload or a second window keeps them.
function read() {
  const [name, where] = location.hash.slice(1).split("/");
  const kept = localStorage.getItem("at")?.split("/") || [];
  return [name || kept[0] || "lev", possible(where) ? where : possible(kept[1]) && !name ? kept[1] : "general"];
}

function go(name, where) {
  const moved = name !== who;
  [who, place] = [name, where];
  localStorage.setItem("at", `${who}/${place}`);
  history.replaceState(null, "", `#${who}/${place}`);
  drawer(false);
  if (moved) { version = 0; waiting?.abort(); }
  if (place === "home") act({ do: "open_home", who }).then((outcome) => outcome.error && toast(outcome.error));
  if (place === "app") act({ do: "open_home", who, tab: "messages" });
  if (!moved) draw(true);
}

const world = {
  name: (id) => state.people.find((person) => person.id === id)?.real_name,
  people: () => state.people.filter((person) => !person.is_bot && person.name !== "slackbot").map((person) => [person.id, person.real_name]),
  channels: () => elsewhere.channels(state).filter((channel) => !channel.is_archived).map((channel) => [channel.id, channel.name, channel.is_private, channel.is_ext_shared]),
  channel: (id) => elsewhere.channels(state).find((channel) => channel.id === id),
  get locale() { return state.me.locale === "en-US" ? "en-GB" : state.me.locale; },
  get zone() { return state.me.tz; },
  when(stamp) {
    const sameDay = (a, b) => world.day(a) === world.day(b);
    const clock = { hour: "2-digit", minute: "2-digit", timeZone: world.zone };
    const day = sameDay(stamp, state.now) ? {} : { day: "numeric", month: "short" };
    return new Date(stamp * 1000).toLocaleString(world.locale, { ...day, ...clock });
  },
  day: (stamp) => new Date(stamp * 1000).toLocaleDateString(world.locale, { weekday: "long", day: "numeric", month: "long", timeZone: world.zone }),
};

async function listen() {
  for (;;) {
    waiting = new AbortController();
    const asked = who;
    try {
      const answer = await fetch(`/demo/state?as=${encodeURIComponent(who)}&after=${version}`, { signal: waiting.signal });
      document.body.classList.remove("offline");
      if (answer.status === 204) continue;
      if (!answer.ok) { [who, place] = ["lev", "general"]; version = 0; await pause(500); continue; }
      const seen = await answer.json();
      if (asked !== who) continue;
      const first = state === null;
      state = seen;
      version = seen.version;
      draw(first);
      if (first && place === "home") act({ do: "open_home", who });
    } catch (error) {
      if (error.name === "AbortError") continue;
      document.body.classList.add("offline");
      await pause(1000);
    }
  }
}
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Redraw only what has changed: a half-written field must survive what happens elsewhere.
const shown = {};
function fresh(part, ...what) {
  const key = JSON.stringify([who, ...what]);
  if (shown[part] === key) return false;
  shown[part] = key;
  return true;
}

// Nothing is drawn anew below a finger: what is pressed, or a menu that is open, stays until then.
let held = 0;
let late = null;
const inHand = () => held || $("main").querySelector("[role=menu]:not([hidden])");
function hold(most) {
  clearTimeout(held);
  held = setTimeout(letGo, most);
}
function letGo() {
  const moved = late;
  [held, late] = [0, null];
  if (moved !== null) draw(moved);
}
addEventListener("pointerdown", (event) => { if (event.button === 0) hold(5000); }, true);
// Not pointerup: on a phone the click comes a while after it.
for (const end of ["click", "pointercancel", "keyup"]) addEventListener(end, () => hold(0), true);
// A menu of the browser's own may keep the click to itself.
addEventListener("change", (event) => { if (event.target.matches("select")) hold(0); }, true);

function draw(moved) {
  if (!state) return;
  if (inHand()) { late = late || moved; return; }
  // Of a private channel knows only who is in it.
  if (!title()) { go(who, "general"); return; }
  const me = state.people.find((person) => person.id === state.me.id);
  const unread = me.unread;
  $("clock").textContent = new Date(state.now * 1000).toLocaleString(world.locale, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: world.zone });
  document.title = `${title().replace("# ", "#")} · Northwind`;
  if (fresh("side", place, state.people, state.mails.length, state.command, elsewhere.channels(state), elsewhere.usergroups(state))) drawSide(unread);
  if (fresh("main", place, elsewhere.head(state, place))) drawMain();
  if (place === "mail") { if (fresh("mail", state.mails.map((mail) => mail.id), state.mail_server)) drawMailbox($("panel"), state, world); }
  else if (place === "hooks") { if (fresh("hooks", state.hooks)) drawHooks($("panel"), state.hooks, world); }
  else if (place === "home") { if (moved || fresh("home", state.home?.hash)) drawHome(); }
  else if (!state.places[place]) { if (fresh("place", ...elsewhere.seen(state, place))) $("panel").replaceChildren(elsewhere.draw(state, place, $("panel").querySelector(".join"))); }
  else if (fresh("log", place, state.places[place])) drawLog();
  drawModal(state.modal, state.depth, who, world);
  if (unread[place] && document.visibilityState === "visible") act({ do: "read", who, place });
}

const badge = (count) => (count ? h("span", { class: "badge" }, String(count), h("span", { class: "sr" }, " unread")) : null);

function entry(where, label, count, icon) {
  const here = where === place || (where === "app" && place === "home");
  return h("button", { type: "button", class: "entry", "aria-current": here ? "page" : undefined, onclick: () => go(who, where) }, icon, h("span", { class: "entry-name" }, label), badge(count));
}

let mailsSeen = Number(localStorage.getItem("mails") || 0);
function mailsUnseen() {
  if (place === "mail" || state.mails.length < mailsSeen) { mailsSeen = state.mails.length; localStorage.setItem("mails", String(mailsSeen)); }
  return state.mails.length - mailsSeen;
}

function drawSide(unread) {
  const bot = state.people.find((person) => person.is_bot);
  const icon = (text) => h("span", { class: "hash", "aria-hidden": "true" }, text);
  const nav = () => [
    entry("general", "general", unread.general, icon("#")),
    entry("app", "Usher", unread.app, avatar(bot, "small")),
    entry("mail", "Mailbox", mailsUnseen(), icon("✉")),
    entry("hooks", "HR system", 0, icon("⇄")),
  ];
  const channels = elsewhere.channels(state).filter((each) => elsewhere.placeOf(each) !== "general").map((each) =>
    entry(each.id, [each.name, each.is_archived ? h("small", {}, " archived") : null], 0, icon(elsewhere.sign(each))));
  const groups = elsewhere.usergroups(state).map((each) => entry(each.id, each.handle, 0, icon("@")));
  const [general, usher, ...outside] = nav();
  const focused = document.activeElement?.dataset.keep;
  $("side").replaceChildren(
    h("h2", { id: "you-are" }, "You are"), cast(), language(),
    h("h2", {}, "Channels"), general, ...channels, ...(groups.length ? [h("h2", {}, "User groups"), ...groups] : []),
    h("h2", {}, "Apps"), usher, h("h2", {}, "Outside Slack"), ...outside, entry(elsewhere.NEWCOMERS, "Newcomers", 0, icon("☺")),
    h("h2", { id: "move" }, "Move time on"), h("div", { class: "time", role: "group", "aria-labelledby": "move" },
      [["1 day", 1], ["3 days", 3], ["1 week", 7]].map(([label, days]) => h("button", { type: "button", onclick: () => act({ do: "advance", days }) }, label))),
    tryThis());
  $("tabbar").replaceChildren(...nav());
  if (focused) $("side").querySelector(`[data-keep="${focused}"]`)?.focus();
}

function cast() {
  const people = ORDER.map((name) => state.people.find((person) => person.name === name));
  return h("div", { class: "cast", role: "radiogroup", "aria-labelledby": "you-are" }, people.map((person) => {
    const [first, role] = person.real_name.split(" ");
    const more = person.name === who ? 0 : person.unread.app;
    return h("label", { class: "person" },
      h("input", { type: "radio", name: "you", "data-keep": person.name, "aria-label": person.real_name, checked: person.name === who, onchange: () => go(person.name, place) }),
      avatar(person, "small"), h("span", {}, first, h("small", {}, role)), badge(more));
  }));
}

function language() {
  const options = [["en-US", "English"], ["ru-RU", "Русский"]];
  return h("label", { class: "language" }, "Language ", h("select", { "data-keep": "language", onchange: (event) => act({ do: "change", who, locale: event.target.value }) },
    options.map(([value, name]) => h("option", { value, selected: state.me.locale === value }, name))));
}

function tryThis() {
  return h("aside", { class: "try", "aria-label": "Try this" }, h("h2", {}, "Try this"), h("ol", {},
    h("li", {}, "As Lev, type ", h("code", {}, `${state.command} ivy@example.com`), " and press Invite."),
    h("li", {}, "Open the Mailbox, press the link in the mail, and accept (or don’t)."),
    h("li", {}, "There too, let the mail server refuse Usher, and invite somebody else."),
    h("li", {}, "Look at what the HR system was told of it, by webhooks."),
    h("li", {}, "Be Mia and ask for somebody; be Ada and approve it."),
    h("li", {}, "As Ada, look at all that Usher’s Home has, and move time on."),
    h("li", {}, "Still as Ada, edit a workgroup there: link it with #east and @analysts, invite into it, and let who accepts join Slack at Newcomers.")));
}

function drawMain() {
  const main = $("main");
  const inApp = place === "home" || place === "app";
  const tab = (where, label) => h("button", { type: "button", role: "tab", "aria-selected": String(place === where), "aria-controls": "panel", onclick: () => go(who, where) }, label);
  const head = h("header", { class: "head" }, h("h1", {}, title()), elsewhere.tools(state, place),
    inApp ? h("div", { class: "tabs", role: "tablist", "aria-label": "Usher" }, tab("home", "Home"), tab("app", "Messages")) : null);
  const label = place === "mail" ? undefined : { general: "#general", home: "Home", app: "Messages" }[place] || title();
  // What scrolls takes the focus, for the arrow keys.
  const panel = h("div", { id: "panel", class: `panel ${place}`, role: inApp ? "tabpanel" : label && "region", tabindex: label && "0", "aria-label": label });
  const written = main.querySelector(".composer");
  // What is being written stays, as long as one stays in the place.
  if (written?.dataset.place === place) {
    while (main.firstChild !== written) main.firstChild.remove();
    written.before(head, panel);
  } else main.replaceChildren(head, panel, place === "general" || place === "app" ? composer() : "");
  shown.log = shown.home = shown.mail = shown.hooks = shown.place = "";
}

function drawHome() {
  const home = state.home;
  const made = home && desk(who, world, "home", "", { values: home.state.values, heading: "h2" });
  $("panel").replaceChildren(h("div", { class: "home-view" }, home ? blocks(home.blocks, made) : h("p", { class: "empty" }, "Usher is drawing its Home…")));
}

function drawLog() {
  const panel = $("panel");
  const list = state.places[place];
  const atEnd = panel.scrollHeight - panel.scrollTop - panel.clientHeight < 80 || !panel.childElementCount;
  let day = "";
  const items = list.flatMap((message) => {
    const today = world.day(Number(message.ts));
    const line = today === day ? [] : [h("div", { class: "day" }, h("span", {}, today))];
    day = today;
    return [...line, said(message)];
  });
  panel.replaceChildren(h("div", { class: "log", role: "log", "aria-label": place === "general" ? "Messages in #general" : "Messages with Usher" }, welcome(), items));
  if (atEnd) panel.scrollTop = panel.scrollHeight;
}

function welcome() {
  const [title, line] = place === "general"
    ? ["Welcome to #general", `Type ${state.command} below to invite a colleague.`]
    : ["Usher", "What Usher has to tell you arrives here: answers, reminders, requests."];
  return h("div", { class: "welcome" }, h("h2", {}, title), h("p", {}, line));
}

function said(message) {
  const person = state.people.find((one) => one.id === message.user);
  const made = desk(who, world, place, message.ts);
  return h("article", { class: `message${message.ephemeral ? " ephemeral" : ""}`, "aria-label": `${person.real_name}, ${world.when(Number(message.ts))}` },
    avatar(person), h("div", { class: "said" },
      message.ephemeral ? h("p", { class: "only-you" }, "Only visible to you") : null,
      h("p", { class: "by" }, h("strong", {}, person.real_name), person.is_bot ? h("span", { class: "tag" }, "APP") : null, h("time", {}, world.when(Number(message.ts)))),
      message.blocks ? blocks(message.blocks, made) : message.text ? h("div", { class: "prose" }, h("p", {}, mrkdwn(message.text, world))) : null,
      (message.files || []).map(shared),
      message.edited ? h("small", { class: "edited" }, "(edited)") : null),
    message.ephemeral ? null : messageMenu(message));
}

function shared(file) {
  const size = file.size < 1024 ? `${file.size} bytes` : `${Math.ceil(file.size / 1024)} kB`;
  return h("p", { class: "file" }, h("a", { href: `/demo/file/${file.id}`, download: file.name, "aria-label": `Download ${file.name}` },
    h("strong", {}, file.title), h("small", {}, `${file.name} · ${size}`)));
}

// What Slack puts behind the three dots of a message: the apps' own shortcuts among it.
function messageMenu(message) {
  const node = h("button", { type: "button", class: "ghost dots", "aria-label": "Message actions", "aria-haspopup": "menu", "aria-expanded": "false" }, "⋮");
  const press = () => { show(false); act({ do: "message_shortcut", who, place, ts: message.ts }).then((outcome) => outcome.error && toast(outcome.error, outcome.problems)); };
  const panel = h("div", { class: "popup", role: "menu", hidden: true }, h("button", { type: "button", role: "menuitem", onclick: press }, "Invite people from this", h("small", {}, "Usher")));
  const show = shower(node, panel);
  return popup(node, panel, show);
}

function composer() {
  const label = place === "general" ? "Message #general" : "Message Usher";
  const hint = h("div", { class: "popup list hint-box", role: "listbox", "aria-label": "Commands", id: "commands", hidden: true },
    h("div", { role: "option", "aria-selected": "true", onmousedown: (event) => { event.preventDefault(); complete(); } },
      h("strong", {}, state.command), " [addresses] ", h("small", {}, "Invite people · also: help, list, resend, revoke, export")));
  const box = h("textarea", { rows: 1, "aria-label": label, placeholder: label, id: uid("composer"), "aria-controls": "commands" });
  const typing = () => {
    const text = box.value;
    hint.hidden = !(text.startsWith("/") && (state.command.startsWith(text) || text.trim() === state.command));
    box.rows = Math.min(6, text.split("\n").length);
  };
  const complete = () => { box.value = `${state.command} `; typing(); box.focus(); };
  const send = async () => {
    const line = box.value.trim();
    if (!line) return;
    if (line.startsWith("/") && line !== state.command && state.command.startsWith(line)) { complete(); return; }
    if (line.startsWith("/") && line.split(/\s/)[0] !== state.command) { notice(`${line.split(/\s/)[0]} is not a command of this workspace. Try ${state.command}.`); return; }
    box.value = "";
    typing();
    await act(line.startsWith("/") ? { do: "command", who, line, place } : { do: "say", who, text: line, place });
  };
  box.addEventListener("input", typing);
  box.addEventListener("blur", () => { hint.hidden = true; });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
    if (event.key === "Tab" && !hint.hidden && box.value.trim() !== state.command) { event.preventDefault(); complete(); }
    if (event.key === "Escape") hint.hidden = true;
  });
  return h("div", { class: "composer", "data-place": place }, hint, h("div", { class: "compose" }, box,
    h("div", { class: "tools" }, shortcuts(), h("button", { type: "button", class: "send", onclick: send, "aria-label": "Send" }, "➤"))));
}

function notice(sentence) {
  const node = h("div", { class: "toast" }, sentence);
  $("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}

function shortcuts() {
  const node = h("button", { type: "button", class: "ghost", "aria-label": "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false" }, "⚡");
  const press = () => { show(false); act({ do: "shortcut", who }).then((outcome) => outcome.error && toast(outcome.error)); };
  const panel = h("div", { class: "popup", role: "menu", hidden: true }, h("button", { type: "button", role: "menuitem", onclick: press }, "Invite people", h("small", {}, "Usher")));
  const show = shower(node, panel);
  return popup(node, panel, show);
}

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  $("menu").setAttribute("aria-expanded", String(open));
}

const THEMES = { auto: "light", light: "dark", dark: "auto" };
function theme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem("theme", name);
  const [sign, label] = { auto: ["◐", "Auto"], light: ["☀", "Light"], dark: ["☾", "Dark"] }[name];
  $("theme").replaceChildren(sign, h("span", { class: "theme-name" }, ` ${label}`));
  $("theme").setAttribute("aria-label", `Theme: ${name}`);
}

$("menu").addEventListener("click", () => drawer(!document.body.classList.contains("drawer")));
$("main").addEventListener("pointerdown", () => drawer(false));
$("theme").addEventListener("click", () => theme(THEMES[document.documentElement.dataset.theme]));
window.addEventListener("hashchange", () => { const [name, where] = read(); if (name !== who || where !== place) go(name, where); });
document.addEventListener("visibilitychange", () => draw(false));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") drawer(false); });
theme(document.documentElement.dataset.theme);
listen();
