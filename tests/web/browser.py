"""A headless Chromium, driven over the WebDriver protocol, and what the chat shows in it.

The page draws the chat on a canvas. What the server sends is therefore recorded in the page and read by the terminal
of the smoke test.
"""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.smoke.screen import Screen

DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE = 60.0
"""Seconds to wait for something that must happen."""
ENTER, CTRL, RELEASE = "\ue007", "\ue009", "\ue000"
SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
RECORD = """
const decoder = new TextDecoder();
window.shown = ""; window.size = null;
window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.addEventListener("message", (event) => {
      if (event.data instanceof ArrayBuffer) window.shown += decoder.decode(event.data, {stream: true});
    });
  }
  send(text) {
    const [type, value] = JSON.parse(text);
    if (type === "resize") { window.size = value; window.shown = ""; }
    super.send(text);
  }
};
"""


class Browser:
    """One tab."""

    def __init__(self, driver: str, profile: Path) -> None:
        """Open the tab.

        Args:
            driver: The address of ChromeDriver.
            profile: A directory for the browser's files.
        """
        options = {"binary": BROWSER, "args": [*SWITCHES, f"--user-data-dir={profile}"]}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self._url = f"{driver}/session"
        self._url += "/" + self._post("", wanted)["sessionId"]
        self._post("/goog/cdp/execute", command("Page.addScriptToEvaluateOnNewDocument", source=RECORD))

    def open(self, url: str) -> None:
        """Open the page, which may use the clipboard."""
        allowed = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self._post("/goog/cdp/execute", command("Browser.grantPermissions", origin=url, permissions=allowed))
        self._post("/url", {"url": url})

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, pixels."""
        self._post("/window/rect", {"width": width, "height": height})

    def type(self, keys: str) -> None:
        """Type into the chat."""
        found = self._post("/element", {"using": "css selector", "value": ".xterm-helper-textarea"})
        self._post(f"/element/{next(iter(found.values()))}/value", {"text": keys})

    def run(self, script: str) -> Any:
        """Return the result of a script; a promise is waited for."""
        return self._post("/execute/sync", {"script": script, "args": []})

    def size(self) -> tuple[int, int]:
        """Return the size of the chat, cells."""
        size = self.run("return window.size")
        return size["width"], size["height"]

    def text(self) -> str:
        """Return what the chat shows, its words separated by single spaces."""
        size, shown = self.run("return [window.size, window.shown]")
        if size is None:
            return ""
        screen = Screen(size["width"], size["height"])
        screen.feed(shown)
        return " ".join(" ".join(screen.rows).split())

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until a condition is true.

        Raises:
            AssertionError: It never becomes true.
        """
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"not so after {PATIENCE:.0f} s; the chat shows: {self.text()}"
            time.sleep(0.05)

    def wait_for(self, words: str) -> None:
        """Wait until the chat shows some words."""
        self.wait(lambda: words in self.text())

    def picture(self) -> bytes:
        """Return a picture of the page, PNG."""
        return base64.b64decode(self._get("/screenshot"))

    def close(self) -> None:
        """Close the tab."""
        with urlopen(Request(self._url, method="DELETE")) as answer:
            answer.read()

    def _get(self, path: str) -> Any:
        with urlopen(self._url + path) as answer:
            return json.load(answer)["value"]

    def _post(self, path: str, value: object) -> Any:
        with urlopen(Request(self._url + path, json.dumps(value).encode(), method="POST")) as answer:
            return json.load(answer)["value"]


def command(name: str, **parameters: object) -> dict[str, object]:
    """Return a command of the browser's own protocol."""
    return {"cmd": name, "params": parameters}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def wait_for_server(url: str) -> None:
    """Wait until a server answers.

    Raises:
        AssertionError: It never does.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url) as answer:
                answer.read()
            return
        except URLError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.05)


@contextlib.contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """A browser, closed at the end."""
    assert DRIVER is not None
    port = free_port()
    with subprocess.Popen([DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL) as process:
        try:
            wait_for_server(f"http://127.0.0.1:{port}/status")
            browser = Browser(f"http://127.0.0.1:{port}", profile)
            try:
                yield browser
            finally:
                browser.close()
        finally:
            process.terminate()
