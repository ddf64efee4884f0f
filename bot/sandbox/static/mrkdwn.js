// Slack's mrkdwn, drawn as elements. What is typed stays text: nothing here becomes HTML.
import { h } from "./dom.js";

const EMOJI = {
  tada: "🎉", wave: "👋", envelope: "✉️", email: "📧", "e-mail": "📧", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔", clock3: "🕒", no_entry: "⛔", no_entry_sign: "🚫", link: "🔗", busts_in_silhouette: "👥",
  bust_in_silhouette: "👤", mag: "🔍", gear: "⚙️", pencil: "📝", pencil2: "✏️", information_source: "ℹ️", point_right: "👉", zzz: "💤", calendar: "📅", date: "📅",
  incoming_envelope: "📨", heavy_plus_sign: "➕", raised_hand: "✋", repeat: "🔁", arrows_counterclockwise: "🔄", lock: "🔒", mailbox: "📫", sleeping: "😴",
};
const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
export const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] || all);

// Draws one text object. `world` knows people's names, the locale and the zone.
export function text(object, world) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, world) : lines(object.emoji === false ? object.text : emoji(object.text));
}

const lines = (plain) => plain.split("\n").flatMap((line, n) => (n ? [h("br"), line] : [line]));

export function mrkdwn(source, world) {
  return source.split(/(```[\s\S]*?```)/).flatMap((part, n) =>
    n % 2 ? [h("pre", {}, unescaped(part.slice(3, -3).replace(/^\n/, "")))] : quoted(part, world));
}

function quoted(source, world) {
  const out = [];
  for (const line of source.split("\n")) {
    const quote = line.match(/^(?:&gt;|>) ?(.*)$/);
    const before = out.at(-1);
    if (quote && before?.tagName === "BLOCKQUOTE") before.append(h("br"), ...inline(quote[1], world));
    else if (quote) out.push(h("blockquote", {}, inline(quote[1], world)));
    else out.push(...(out.length && before?.tagName !== "BLOCKQUOTE" ? [h("br")] : []), ...inline(line, world));
  }
  return out;
}

const STYLES = [["`", "code"], ["*", "strong"], ["_", "em"], ["~", "s"]];
const TOKEN = /<([^<>]+)>|(https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"])|([`*_~])/g;

function inline(source, world) {
  const out = [];
  let from = 0;
  TOKEN.lastIndex = 0;
  for (let found; (found = TOKEN.exec(source)); ) {
    const [all, angle, bare, mark] = found;
    const styled = mark && pair(source, found.index, mark);
    if (mark && !styled) continue;
    out.push(emoji(unescaped(source.slice(from, found.index))));
    if (angle) out.push(entity(angle, world));
    else if (bare) out.push(link(unescaped(bare), unescaped(bare)));
    else {
      const tag = STYLES.find(([sign]) => sign === mark)[1];
      out.push(h(tag, {}, tag === "code" ? unescaped(styled.inner) : inline(styled.inner, world)));
    }
    from = found.index + (styled ? styled.inner.length + 2 : all.length);
    TOKEN.lastIndex = from;
  }
  return [...out, emoji(unescaped(source.slice(from)))].filter((part) => part !== "");
}

// A mark opens at a word's beginning and closes at a word's end, as in Slack.
function pair(source, at, mark) {
  if (at && !/[\s([{"'.,;:!?/*_~-]/.test(source[at - 1])) return null;
  for (let end = source.indexOf(mark, at + 1); end > 0; end = source.indexOf(mark, end + 1)) {
    const inner = source.slice(at + 1, end);
    const whole = inner && !/^\s|\s$/.test(inner);
    if (whole && !/[\p{L}\p{N}]/u.test(source[end + 1] || "")) return { inner };
  }
  return null;
}

function link(url, label) {
  const safe = /^(https?:|mailto:)/i.test(url);
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener" }, label) : label;
}

function entity(body, world) {
  const [target, ...rest] = body.split("|");
  const label = rest.length ? emoji(unescaped(rest.join("|"))) : "";
  if (target.startsWith("@")) return h("span", { class: "mention" }, `@${world.name(target.slice(1)) || label || "someone"}`);
  if (target.startsWith("#")) return h("span", { class: "mention" }, channel(target.slice(1), label, world));
  if (target.startsWith("!date^")) return moment(target, label, world);
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${label || target.slice(1)}`);
  return link(unescaped(target), label || unescaped(target).replace(/^mailto:/, ""));
}

// Who may not see a private channel reads no name of it.
function channel(id, label, world) {
  const known = world.channel(id);
  return known ? `${known.is_private ? "🔒" : "#"}${known.name}` : label ? `#${label}` : "🔒private channel";
}

const FORMATS = {
  date_num: null,
  date: { day: "numeric", month: "long", year: "numeric" }, date_pretty: { day: "numeric", month: "long", year: "numeric" },
  date_short: { day: "numeric", month: "short", year: "numeric" }, date_short_pretty: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" }, date_long_pretty: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" }, time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function moment(target, fallback, world) {
  const [, stamp, format, url] = target.split("^");
  const when = new Date(Number(stamp) * 1000);
  if (Number.isNaN(when.getTime()) || !format) return fallback;
  const shown = format.replace(/\{(\w+)\}/g, (all, name) => {
    if (name === "date_num") return when.toLocaleDateString("sv-SE", { timeZone: world.zone });
    return FORMATS[name] ? when.toLocaleString(world.locale, { ...FORMATS[name], timeZone: world.zone }) : all;
  });
  return url ? link(unescaped(url), shown) : h("time", { datetime: when.toISOString() }, shown);
}
