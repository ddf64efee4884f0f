"""How many connections there may be follows from the files that the process may open."""

import resource

import pytest

from bot.web.door import Bounds


@pytest.mark.parametrize(
    ("files", "most"), [(resource.RLIM_INFINITY, 512), (1024, 512), (256, 128), (6, 4)]
)
def test_half_of_the_files_are_left_for_all_else(
    files: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (files, files))

    found = Bounds()

    assert found.most == most
    assert 0 < found.each < most
    assert found.spare > 1
