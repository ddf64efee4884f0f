"""The demo page, in the words of who sits before it."""

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Response, expect

PATIENCE = 60_000
"""Milliseconds: mails and messages come by themselves, on a busy machine late."""

expect.set_options(timeout=PATIENCE)


class Window:
    """One browser window with the demo in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.modal = page.locator("#modal")
        self.question = page.locator("#confirm")
        self.panel = page.locator("#panel")
        self.composer = page.locator(".composer").get_by_role("textbox")

    @classmethod
    def open(cls, context: BrowserContext, url: str) -> "Window":
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(url)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        return cls(page)

    # Who and where

    def be(self, name: str) -> None:
        """Become one of the cast."""
        self._look()
        person = self.page.get_by_role("radio", name=name, include_hidden=True)
        if person.is_checked():
            return
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible():
            menu.click()
        person.check()

    def speak(self, language: str) -> None:
        """Slack, and so Usher, know it when this returns."""
        with self.page.expect_response(_is_about_a_language):
            self.page.get_by_label("Language").select_option(language)

    def go(self, place: str) -> None:
        """`general`, `Usher` or `Mailbox`, in the bar at the side, or below on a phone."""
        self._look()
        way = self.page.get_by_role("navigation").get_by_role("button", name=place)
        way.click()
        expect(way).to_have_attribute("aria-current", "page")

    def home(self) -> Locator:
        self.go("Usher")
        with self.page.expect_response(_is_of_home):
            self.page.get_by_role("tab", name="Home").click()
        return self.page.get_by_role("tabpanel", name="Home")

    def messages(self) -> Locator:
        """Those with Usher, the newest last."""
        self.go("Usher")
        self.page.get_by_role("tab", name="Messages").click()
        return self.log("Messages with Usher")

    def told(self, words: str) -> Locator:
        """The message from Usher with these words in it."""
        message = self.messages().filter(has_text=words)
        expect(message).to_be_visible()
        return message

    def log(self, name: str) -> Locator:
        return self.page.get_by_role("log", name=name).get_by_role("article")

    def wait_for(self, days: str) -> None:
        """Let `1 day`, `3 days` or `1 week` pass."""
        self._look()
        clock = self.page.locator("#clock")
        before = clock.text_content() or ""
        self.page.get_by_role("button", name=days).click()
        expect(clock).not_to_have_text(before)

    def wait_for_a_working_day(self) -> None:
        """Admins are reminded from Monday to Friday."""
        while (self.page.locator("#clock").text_content() or "").startswith(("Sat", "Sun")):
            self.wait_for("1 day")

    def _look(self) -> None:
        """Back from another page: one that stands behind is drawn late."""
        self.page.bring_to_front()

    # What is typed and pressed

    def type(self, line: str) -> None:
        """Say a line where one is, as `/invite` is said."""
        self.composer.fill(line)
        self.composer.press("Enter")

    def press(self, name: str) -> None:
        """A button of the modal."""
        button = self.modal.get_by_role("button", name=name, exact=True)
        # Where it is not there, this tells what is.
        expect(button).to_be_visible()
        button.click()

    def put_away(self) -> None:
        """Close what stands in front."""
        for front in (self.question, self.modal):
            if front.is_visible():
                self.page.keyboard.press("Escape")
                expect(front).to_be_hidden()

    def choose(self, within: Locator, row: str, item: str) -> None:
        """Choose from the menu behind the three dots."""
        line = within.locator(".b-section").filter(has_text=row)
        line.get_by_role("button", name="More actions").click()
        line.get_by_role("menuitem", name=item).click()

    def pick(self, label: str, typed: str, option: str) -> None:
        """Search in a field, and take what it finds."""
        self.modal.get_by_role("combobox", name=label).press_sequentially(typed)
        self.modal.get_by_role("option", name=option, exact=True).click()

    def invite(self, *addresses: str, **filled: str) -> None:
        """All of it: the command, the form, and the answer put away."""
        self.type(f"/invite {', '.join(addresses)}")
        for label, words in filled.items():
            self.modal.get_by_label(label).fill(words)
        self.press("Invite")
        expect(self.modal.get_by_role("heading", name="Invitations")).to_be_visible()
        self.press("Done")
        expect(self.modal).to_be_hidden()

    def focused(self) -> str:
        """The words on what has the focus."""
        words: str = self.page.evaluate("() => document.activeElement.textContent")
        return words

    # The mailbox

    def mails(self, address: str) -> Locator:
        """All to this address, the newest first."""
        self.go("Mailbox")
        back = self.page.get_by_role("button", name="Back to the list")
        if back.is_visible():
            back.click()
        return self.page.get_by_role("list", name="Mails").get_by_role("button", name=address)

    def read(self, address: str) -> FrameLocator:
        """Open the newest mail to this address; it is there when this returns."""
        self.mails(address).first.click()
        mail = self.page.frame_locator(".mail-body iframe")
        expect(mail.get_by_role("heading", level=1)).to_be_visible()
        return mail

    def show_as(self, shape: str) -> Locator:
        """`HTML`, `Text` or `Source`; the latter two are text of the page."""
        self.page.get_by_role("tab", name=shape, exact=True).click()
        return self.page.locator(".mail-body pre")

    def follow(self, link: Locator) -> Page:
        """Press a link, and see what opens."""
        with self.page.expect_popup() as opened:
            link.click()
        opened.value.set_default_timeout(PATIENCE)
        return opened.value


def _is_about_a_language(answer: Response) -> bool:
    return '"locale"' in (answer.request.post_data or "")


def _is_of_home(answer: Response) -> bool:
    asked = answer.request.post_data or ""
    return '"open_home"' in asked and '"tab"' not in asked
