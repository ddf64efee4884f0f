// Channels, user groups and who is not in Slack yet: looked at, and changed as their owners would.
import { act, avatar, h, toast, uid } from "./dom.js";

export const NEWCOMERS = "newcomers";
const GENERAL = "C0GENERAL1";

// An older state, or another stand-in, may know of none.
export const channels = (state) => state.channels || [{ id: GENERAL, name: "general", members: [] }];
export const usergroups = (state) => state.usergroups || [];
const shared = (state) => state.shared || [];
export const sign = (channel) => (channel.is_private ? "🔒" : "#");
export const placeOf = (channel) => (channel.id === GENERAL ? "general" : channel.id);
export const channelAt = (state, place) => channels(state).find((each) => placeOf(each) === place);
const groupAt = (state, place) => usergroups(state).find((each) => each.id === place);

export function titleOf(state, place) {
  const channel = channelAt(state, place);
  if (channel) return `${sign(channel)} ${channel.name}`;
  return groupAt(state, place) ? `@${groupAt(state, place).handle}` : undefined;
}

// What tells whether a place's head, and what is below it, has to be drawn anew.
export const head = (state, place) => { const at = channelAt(state, place) || groupAt(state, place); return at && [at.name, at.app, at.is_archived, at.is_membership_locked]; };
export const seen = (state, place) => [channelAt(state, place), groupAt(state, place), shared(state), state.people.map((person) => [person.id, person.real_name, person.deleted])];

// A form that is half filled in, `kept`, stays.
export function draw(state, place, kept) {
  if (place === NEWCOMERS) return newcomers(state, kept);
  const group = groupAt(state, place);
  return group ? groupPlace(state, group) : channelPlace(state, channelAt(state, place));
}

const told = (outcome) => outcome?.error && toast(outcome.error);
const button = (label, what, more = "") => h("button", { type: "button", class: `button ${more}`, onclick: () => act(what).then(told) }, label);

// Beside a place's name: what makes Slack refuse, and what mends it.
export function tools(state, place) {
  const group = groupAt(state, place);
  if (group) {
    const lock = button(group.is_membership_locked ? "Unlock" : "Lock", { do: "lock", group: group.id, locked: !group.is_membership_locked });
    return h("div", { class: "head-tools", role: "group", "aria-label": `About ${group.handle}` }, lock);
  }
  const channel = channelAt(state, place);
  if (!channel || channel.app === undefined) return null;
  const app = button(channel.app ? "Remove Usher" : "Add Usher", { do: "let_in", channel: channel.id, inside: !channel.app });
  const archive = button(channel.is_archived ? "Unarchive" : "Archive", { do: "archive", channel: channel.id, archived: !channel.is_archived });
  return h("div", { class: "head-tools", role: "group", "aria-label": `About ${channel.name}` }, app, channel.id === GENERAL ? null : archive);
}

function channelPlace(state, channel) {
  const facts = [channel.is_private ? "Private channel" : "Public channel", channel.is_archived && "archived", !channel.app && "without Usher"].filter(Boolean).join(" · ");
  const invited = shared(state).filter((each) => each.channel === channel.id);
  return h("div", { class: "place-view" }, h("p", { class: "facts" }, facts),
    people(state, channel.members, "People", channel.app),
    invited.length ? h("section", { "aria-label": "By Slack Connect" }, h("h2", {}, "By Slack Connect"), h("ul", { class: "people" }, invited.map(connected))) : null);
}

function groupPlace(state, group) {
  const facts = ["User group", group.name, group.is_membership_locked && "locked: nobody changes by hand who is in it"].filter(Boolean).join(" · ");
  return h("div", { class: "place-view" }, h("p", { class: "facts" }, facts), people(state, group.users, "People", false));
}

function people(state, ids, label, app) {
  const found = ids.map((id) => state.people.find((person) => person.id === id)).filter(Boolean);
  const bot = state.people.find((person) => person.is_bot);
  const title = uid("people");
  return h("section", { "aria-labelledby": title }, h("h2", { id: title }, `${label} (${found.length})`),
    h("ul", { class: "people" },
      found.map((person) => h("li", {}, avatar(person, "small"), h("span", {}, person.real_name, person.deleted ? h("small", {}, " deactivated") : null))),
      app ? h("li", {}, avatar(bot, "small"), h("span", {}, bot.real_name, h("span", { class: "tag" }, "APP"))) : null),
    found.length || app ? null : h("p", { class: "facts" }, "Nobody yet."));
}

const connected = (each) => h("li", {}, h("span", { class: "hash", "aria-hidden": "true" }, "✉"), h("span", {}, each.email, h("small", {}, ` ${STATES[each.state] || each.state}`)));
const STATES = { sent: "invited", to_approve: "accepted, to be approved", accepted: "accepted", declined: "declined" };

// Who was mailed and has no account here is who would come next.
function newcomers(state, kept) {
  const known = new Set(state.people.map((person) => person.profile?.email));
  const next = state.mails.flatMap((mail) => mail.rcpt_to || []).find((address) => !known.has(address)) || "";
  const open = shared(state);
  return h("div", { class: "place-view" }, kept || joinForm(next),
    h("section", { "aria-label": "Invitations by Slack Connect" }, h("h2", {}, "Invitations by Slack Connect"),
      open.length ? h("ul", { class: "people" }, open.map((each) => invitation(state, each)))
        : h("p", { class: "facts" }, "None yet. A workgroup’s form in Usher’s Home turns them on.")));
}

function joinForm(address) {
  const named = (address.split("@")[0] || "").split(/[._-]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
  const input = (label, type, value) => {
    const id = uid("join");
    return [h("div", { class: "b-input" }, h("label", { for: id }, label), h("input", { class: "box", id, type, value, required: true, autocomplete: "off" })), id];
  };
  const [email, emailId] = input("Email", "email", address);
  const [name, nameId] = input("Full name", "text", named);
  const form = h("form", { class: "join", "aria-label": "Join Slack", onsubmit: async (event) => {
    event.preventDefault();
    const value = (id) => form.querySelector(`#${id}`).value.trim();
    const outcome = await act({ do: "join", name: value(nameId), email: value(emailId).toLowerCase() });
    if (outcome.error) toast(outcome.error);
    else form.reset();
  } }, h("h2", {}, "Join Slack"), h("p", { class: "facts" }, "Somebody gets an account in this Slack. Usher is told, as Slack tells it."), email, name,
  h("button", { class: "button solid primary" }, "Join"));
  return form;
}

function invitation(state, each) {
  const channel = channels(state).find((one) => one.id === each.channel);
  const answer = (label, accepted, style, more = {}) => button(label, { do: "answer_shared", invite: each.id, accepted, ...more }, style);
  const answers = {
    sent: () => [answer("Accept", true, "solid primary"), answer("Needs approval", true, "", { approval: true }), answer("Decline", false)],
    to_approve: () => [button("Approve", { do: "approve_shared", invite: each.id }, "solid primary"), answer("Decline", false)],
  };
  return h("li", { class: "invited" }, h("span", {}, each.email, h("small", {}, ` to ${channel ? `${sign(channel)}${channel.name}` : "a private channel"} · ${STATES[each.state] || each.state}`)),
    answers[each.state] ? h("span", { class: "answers" }, answers[each.state]()) : null);
}
