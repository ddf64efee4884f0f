"""What a person does not see: errors in the console, scripts that break, requests that fail."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class Watch:
    """Collects the problems of all pages of a browser context."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._expected: set[int] = set()

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._broken)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def expect(self, status: int) -> None:
        """From now on this status is part of the story."""
        self._expected.add(status)

    def _console(self, message: ConsoleMessage) -> None:
        told = any(f"status of {status} " in message.text for status in self._expected)
        if message.type in {"error", "warning"} and not told:
            self.problems.append(f"console: {message.text} ({message.location})")

    def _broken(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _failed(self, request: Request) -> None:
        # Who changes places gives up what the page still waits for.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.problems.append(f"answered {response.status}: {response.url}")
