"""Links open in a graphical browser only."""

from __future__ import annotations

import webbrowser

import pytest

from assistant.terminal.browser import open_in_browser

URL = "https://example.org/"


@pytest.mark.parametrize(
    ("platform", "env", "opened"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, False),
        ("win32", {}, True),
    ],
)
def test_a_link_opens_in_a_graphical_session(
    monkeypatch: pytest.MonkeyPatch, platform: str, env: dict[str, str], opened: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    links: list[str] = []
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(links.append(url)) or True)
    assert open_in_browser(URL) == opened
    assert links == [URL] * opened


def test_a_browser_that_fails_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(url: str) -> bool:
        raise webbrowser.Error("no browser")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", fail)
    assert not open_in_browser(URL)
