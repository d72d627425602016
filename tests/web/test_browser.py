"""The chat in a real browser, where one is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.web.browser import (
    BROWSER,
    CTRL,
    DRIVER,
    ENTER,
    RELEASE,
    Browser,
    chromium,
    free_port,
    wait_for_server,
)

pytestmark = pytest.mark.skipif(not (DRIVER and BROWSER), reason="no Chromium with its driver")
STOPPED = "why was it stopped"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The address of a server that lets one visitor in."""
    port = str(free_port())
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "STATE", "CONFIG")}
    command = [sys.executable, "-m", "assistant", "serve", "--port", port, "--sessions", "1"]
    with subprocess.Popen(command, env={**os.environ, **folders}, cwd=Path(__file__).parents[2]) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for_server(url)
        yield url
        process.terminate()
        assert process.wait(60) == 0


@pytest.fixture
def browser(site: str, tmp_path: Path) -> Iterator[Browser]:
    """The chat in a browser."""
    with chromium(tmp_path) as browser:
        browser.resize(1000, 700)
        browser.open(site)
        browser.wait_for("Ask a question")
        yield browser


def copied(browser: Browser) -> str:
    browser.type(f"{CTRL}y{RELEASE}")
    browser.wait_for("Copied as plain text")
    return str(browser.run("return navigator.clipboard.readText()"))


def test_question_follow_up_resize_and_copy(browser: Browser, home: Path) -> None:
    assert browser.run("return document.activeElement.className") == "xterm-helper-textarea"
    browser.type(STOPPED + ENTER)
    browser.wait_for("does not give a reason")
    browser.type("and after that?" + ENTER)
    browser.wait_for("Japan moved")
    before = browser.size()
    browser.resize(600, 500)
    browser.wait(lambda: browser.size() < before)
    browser.wait_for("Ask a question")
    text = copied(browser)
    assert text.startswith("Japan moved from its narrow cluster policy")
    assert "— Part 4. The platform model" in text
    assert not list(home.glob("state/**/*"))  # nothing is recorded


def test_another_session_is_refused_while_all_are_in_use(browser: Browser, site: str) -> None:
    assert status_of_websocket(site, site) == 503


def test_pages_of_other_sites_start_no_session(site: str) -> None:
    assert status_of_websocket(site, "http://elsewhere.example") == 403
    assert status_of_websocket(site, None) == 403


def status_of_websocket(site: str, origin: str | None) -> int:
    """Ask for a session as a page would, and return the status."""
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{site}/ws", headers=headers))
    refused.value.close()
    return refused.value.code
