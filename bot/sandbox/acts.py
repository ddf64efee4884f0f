"""What a person can do: the page's buttons and the tests both press these."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.sandbox import answers, connect, forms, payloads, people, questions
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.outgoing import Line, Outcome
from bot.sandbox.rates import Rate
from bot.sandbox.receiver import Receiver
from bot.sandbox.triggers import Ticket, Tickets
from bot.sandbox.web_api import Fault, WebApi
from bot.sandbox.workspace import APP_DM, Json, SlackError, Workspace

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Acts:
    """Acts as a person, named by first name in small letters or by id."""

    workspace: Workspace
    line: Line
    api: WebApi
    triggers: Tickets
    addresses: Tickets
    receiver: Receiver
    mailbox: Mailbox
    api_url: str

    async def command(self, who: str, line: str, place: str = "general") -> Outcome:
        """Type a slash command into `general`, or into the app's messages (`app`)."""
        person, channel = self.workspace.person(who), self.workspace.channel(who, place)
        name, _, text = line.partition(" ")
        ticket = Ticket(person["id"], channel)
        body = payloads.command(person, channel, name, text.strip())
        outcome = await self.line.form({**body, **self._trigger(ticket), **self._address(ticket)})
        if outcome.body is not None:
            outcome = _take(outcome, answers.respond, self.workspace, ticket)
        if outcome.error:
            sentence = {"text": f'{name} failed with the error "{outcome.error}"'}
            self.workspace.post(channel, sentence, user=people.SLACKBOT, to=person["id"])
        return outcome

    async def shortcut(self, who: str, callback_id: str = "invite") -> Outcome:
        trigger = self._trigger(Ticket(self.workspace.person(who)["id"]))
        told = {"callback_id": callback_id, "action_ts": payloads.stamp(), **trigger}
        return await self._interact("shortcut", who, **told)

    async def message_shortcut(
        self, who: str, ts: str, place: str = "general", callback_id: str = "invite.message"
    ) -> Outcome:
        """Choose the app's shortcut in the menu of a message."""
        person = self.workspace.person(who)
        seen = self.workspace.visible(who, place)
        found = next((item for item in seen if item["message"]["ts"] == ts), None)
        if found is None or found["to"]:
            raise SlackError("message_not_found")
        ticket = Ticket(person["id"], found["channel"], ts)
        told = {"callback_id": callback_id, **payloads.of_message(found)}
        body = payloads.interaction("message_action", person, **told)
        return await self.line.payload({**body, **self._trigger(ticket), **self._address(ticket)})

    async def submit(self, who: str, values: Mapping[str, Any] = NOTHING) -> Outcome:
        """Fill in the modal on top (see `forms`) and press its submit button."""
        top = forms.type_in(self._top(who), values)
        refused = forms.refused(top)
        self.workspace.keep({**top, "errors": refused})
        if refused or not top["view"]["submit"]:
            return Outcome("invalid_input" if refused else "no_submit", status=0)
        told = {"view": payloads.of_view(top), "response_urls": []}
        trigger = self._trigger(Ticket(top["user"]))
        outcome = await self._interact("view_submission", who, **told, **trigger)
        return _take(outcome, answers.submitted, self.workspace, top["view"]["id"])

    async def close(self, who: str) -> Outcome:
        """Close the modal on top, and with `clear_on_close` all of them."""
        top = self._top(who)
        clears = top["view"]["clear_on_close"]
        answers.close(self.workspace, top, every=clears)
        if not top["view"]["notify_on_close"]:
            return Outcome()
        told = {"view": payloads.of_view(top), "is_cleared": clears}
        return await self._interact("view_closed", who, **told)

    async def click(
        self,
        who: str,
        action_id: str,
        value: Any = None,
        *,
        typed: Mapping[str, Any] = NOTHING,
        place: str = "",
        ts: str = "",
    ) -> Outcome:
        """Press a button, or choose `value` in a menu; `typed` is what stands in the fields.

        It is looked for in the modal on top; where none is open, in the newest message that has it,
        then in Home. `place` (`modal`, `home`, `app`, `general`) and `ts` narrow it down.
        """
        found, block, element = self._find(who, action_id, value, place, ts)
        found = forms.type_in(found, typed)
        chosen = {} if element["type"] == "button" else forms.chosen(found, element, value)
        if element["type"] not in forms.STATELESS:
            found = forms.type_in(found, {block["block_id"]: {action_id: value}})
        self.workspace.keep(found)
        user, said = self.workspace.person(who)["id"], found.get("message", {})
        ticket = Ticket(user, found.get("channel", ""), said.get("ts"))
        told = {"actions": [payloads.action(block, element, chosen)], **self._trigger(ticket)}
        address = self._address(ticket) if said else {}
        return await self._interact(
            "block_actions", who, **payloads.where(found), **told, **address
        )

    async def suggest(
        self, who: str, action_id: str, query: str = "", *, place: str = "", ts: str = ""
    ) -> list[Json]:
        """Type into a searchable menu; return (and remember) what the bot offers."""
        found, block, element = self._find(who, action_id, None, place, ts)
        if len(query) < element.get("min_query_length", 3):
            return []
        asked = {"action_id": action_id, "block_id": block["block_id"], "value": query}
        outcome = await self._interact("block_suggestion", who, **payloads.where(found), **asked)
        if outcome.error:
            raise SlackError(outcome.error)
        offered = answers.options(outcome.body)
        # What was typed or sent while the bot thought stays.
        found, *_ = self._find(who, action_id, None, place, ts)
        known = [*found["offered"].get(action_id, ()), *offered]
        self.workspace.keep({**found, "offered": {**found["offered"], action_id: known}})
        return offered

    async def open_home(self, who: str, tab: str = "home") -> Outcome:
        """Look at the app's Home (or its `messages`)."""
        user, home = self.workspace.person(who)["id"], self.home(who)
        told: Json = {"user": user, "channel": self.workspace.channel(who, APP_DM), "tab": tab}
        seen = {"view": home} if home and tab == "home" else {}
        return await self.line.event(payloads.event("app_home_opened", **told, **seen))

    async def change(self, who: str, **fields: Any) -> Outcome:
        """Change something about a person (`locale="ru-RU"`), which the bot is told of."""
        person = self.workspace.person(who)
        # Slack says of strangers alone that they are some.
        known = {"is_stranger": False, **person}
        if fields.keys() & {"id", "team_id"} or not questions.like(fields, known):
            raise SlackError("not what a person has")
        return await self._announce("user_change", {**person, **fields})

    async def join(self, name: str, email: str) -> Outcome:
        """Let somebody new come into the workspace."""
        person = self._newcomer(name, email)
        person["profile"]["email"] = email
        general = self.workspace.channels[people.GENERAL]
        everyone = [*general["members"], person["id"]]
        self.workspace.channels[people.GENERAL] = {**general, "members": everyone}
        return await self._announce("team_join", person)

    def archive(self, channel: str, archived: bool = True) -> None:
        """Archive a channel (by name or id), or open it again."""
        self._turn(channel, is_archived=archived)

    def let_in(self, channel: str, inside: bool = True) -> None:
        """Let the app into a channel, or out of it."""
        self._turn(channel, app=inside)

    def lock(self, group: str, locked: bool = True) -> None:
        """Let nobody change by hand who is in a user group (by id), or let people again."""
        found = self.workspace.usergroups[group]
        self.workspace.usergroups[group] = {**found, "is_membership_locked": locked}

    def _turn(self, channel: str, **now: bool) -> None:
        found = self.workspace.channels[self.workspace.channel(people.BOT_USER, channel)]
        self.workspace.channels[found["id"]] = {**found, **now}

    async def answer_shared(
        self, invite: str, accepted: bool = True, approval: bool = False, by: str = ""
    ) -> Outcome:
        """Accept or decline an invitation by Slack Connect, as who got it: see `connect.accept`."""
        if accepted:
            told = connect.accept(self.workspace, invite, approval=approval, by=by)
        else:
            told = connect.decline(self.workspace, invite)
        return await self.line.event(payloads.connect(*told))

    async def approve_shared(self, invite: str) -> Outcome:
        """Approve what was accepted, as an admin of the other side."""
        return await self.line.event(payloads.connect(*connect.approve(self.workspace, invite)))

    def say(self, who: str, text: str, place: str = "general") -> None:
        """Write a message; the app is not told (it asks for no such events)."""
        channel = self.workspace.channel(who, place)
        self.workspace.post(channel, {"text": text}, user=self.workspace.person(who)["id"])

    def read(self, who: str, place: str) -> None:
        """Have read all that is there."""
        user, seen = self.workspace.person(who)["id"], self.messages(who, place)
        if seen:
            before = self.workspace.reads.get(user, {})
            self.workspace.reads[user] = {**before, place: seen[-1]["ts"]}

    def view(self, who: str) -> Json | None:
        return next(reversed(self.views(who)), None)

    def views(self, who: str) -> list[Json]:
        return [payloads.of_view(surface) for surface in self.workspace.stack(who)]

    def errors(self, who: str) -> dict[str, str]:
        """Return what stands under the fields of the modal on top."""
        return dict(self._top(who)["errors"])

    def home(self, who: str) -> Json | None:
        surface = self.workspace.homes.get(self.workspace.person(who)["id"])
        return payloads.of_view(surface) if surface else None

    def messages(self, who: str, place: str = APP_DM) -> list[Json]:
        """Return the messages that a person sees, oldest first."""
        seen = self.workspace.visible(who, place)
        return [{**item["message"], "ephemeral": item["to"] is not None} for item in seen]

    @property
    def mails(self) -> list[Json]:
        return list(self.workspace.mails.values())

    def fail(self, method: str, **fault: Any) -> None:
        """Let a method of the Web API fail: see `Fault`."""
        self.api.faults[method].append(Fault(**fault))

    def limit(self, method: str, most: int, per: float = 60, wait: int = 30) -> Rate:
        """Take so many calls of a method in so many seconds: see `Rate`, which counts the rest."""
        rate = self.api.rates[method] = Rate(self.workspace.clock, most, per, wait)
        return rate

    def hooks(self, name: str, secret: str | None = None, answer: int | None = None) -> None:
        """Tell a receiver of webhooks its secret, or what to answer."""
        self.receiver.tell(name, secret, answer)

    def mail_server(self, does: str) -> None:
        """Tell the mail server what to do with mails: see `mailbox.DOES`."""
        self.mailbox.tell(does)

    def _newcomer(self, name: str, email: str) -> Json:
        """Somebody whose id and name nobody else has."""
        local = re.sub("[^a-z0-9]", "", email.partition("@")[0].lower())
        person = people.user(local, name, {})
        every = self.workspace.people
        if person["id"] in every or any(local == each["name"] for each in every.values()):
            return {**person, "id": f"U{secrets.token_hex(5).upper()}", "name": email}
        return person

    async def _announce(self, kind: str, person: Json) -> Outcome:
        self.workspace.people[person["id"]] = person
        return await self.line.event(payloads.event(kind, user=people.told(person)))

    async def _interact(self, kind: str, who: str, **told: Any) -> Outcome:
        person = self.workspace.person(who)
        return await self.line.payload(payloads.interaction(kind, person, **told))

    def _trigger(self, ticket: Ticket) -> Json:
        return {"trigger_id": self.triggers.issue(ticket)}

    def _address(self, ticket: Ticket) -> Json:
        address = self.addresses.issue(ticket)
        return {"response_url": f"{self.api_url.removesuffix('api/')}response/{address}"}

    def _top(self, who: str) -> Json:
        stack = self.workspace.stack(who)
        if not stack:
            raise SlackError("no modal is open")
        return stack[-1]

    def _surfaces(self, who: str, place: str, ts: str) -> list[Json]:
        """Return where to look, the nearest first."""
        stack = self.workspace.stack(who)
        if place == "modal" or (stack and not place):
            return stack[-1:]
        home = self.workspace.homes.get(self.workspace.person(who)["id"])
        homes = [home] if home and place in ("", "home") else []
        places = [each for each in (APP_DM, "general") if place in ("", each)]
        seen = [item for each in places for item in self.workspace.visible(who, each)]
        seen.sort(key=lambda item: float(item["message"]["ts"]), reverse=True)
        return [*(item for item in seen if ts in ("", item["message"]["ts"])), *homes]

    def _find(
        self, who: str, action_id: str, value: Any, place: str, ts: str
    ) -> tuple[Json, Json, Json]:
        for surface in self._surfaces(who, place, ts):
            for block, element in forms.elements(surface):
                ours = element["action_id"] == action_id
                if ours and forms.can_choose(surface, element, value):
                    return surface, block, element
        raise SlackError(f"nothing to press: {action_id} {value or ''}".strip())


def _take(outcome: Outcome, take: Callable[..., None], *where: Any) -> Outcome:
    """Take the bot's answer, and say what Slack would say of it."""
    if outcome.error:
        return outcome
    try:
        take(*where, outcome.body)
    except SlackError as error:
        return replace(outcome, error=error.code, problems=tuple(error.messages))
    return outcome
