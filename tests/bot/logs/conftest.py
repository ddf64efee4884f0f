"""A log of one's own."""

import pytest


class Written:
    """What has reached standard error so far."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self._text = ""

    def getvalue(self) -> str:
        self._text += self._capture.readouterr().err
        return self._text


@pytest.fixture
def written(
    log_as_it_was: None,
    capsys: pytest.CaptureFixture[str],
) -> Written:
    return Written(capsys)
