"""Draws the pictures that show more than this program: the shell (with tmux) and a browser (Chromium, ChromeDriver).

    python screenshots/others.py

They are not compared with the program as those of ``export.py`` are, because the browser draws the text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from export import to_svg, write_png  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.style import Style  # noqa: E402
from rich.text import Text  # noqa: E402

from tests.web.browser import CTRL, ENTER, RELEASE, chromium, free_port, wait_for_server  # noqa: E402

SIZE = (90, 20)
DEFAULTS = {"\x1b[39m": "\x1b[38;2;220;223;228m", "\x1b[49m": "\x1b[48;2;20;23;28m"}
"""The default colours, which are not known outside a terminal."""
BASH = shutil.which("bash") or "bash"
TMUX = [shutil.which("tmux") or "tmux", "-L", "assistant-pictures"]


def shown() -> str:
    """Return the screen of the shell, with colours."""
    text = subprocess.run([*TMUX, "capture-pane", "-epN"], capture_output=True, text=True, check=True).stdout
    for default, color in DEFAULTS.items():
        text = text.replace(default, color)
    return text


def typed(keys: str, awaited: str) -> None:
    """Type into the shell, and wait until it shows some words."""
    subprocess.run([*TMUX, "send-keys", "-l", keys], check=True)
    for _ in range(600):
        if awaited in Text.from_ansi(shown()).plain.replace("\n", " \n"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The shell never shows: {awaited}")


def draw_pick(env: dict[str, str]) -> None:
    """Draw the list of questions in the shell."""
    width, height = map(str, SIZE)
    start = ["new-session", "-d", "-x", width, "-y", height, BASH, "--norc", "--noprofile"]
    subprocess.run([*TMUX, *start], env={**env, "PS1": "$ "}, check=True)
    try:
        typed("assistant pick\r", "Who wrote the article?")
        typed("success", "success  ")
        text = shown()
    finally:
        subprocess.run([*TMUX, "kill-server"], check=True)
    console, plain = Console(width=SIZE[0]), Style(color="#dcdfe4", bgcolor="#14171c")
    rows = [
        [(one.text, plain + (one.style or Style())) for one in Text.from_ansi(line).render(console, end="")]
        for line in text.rstrip().splitlines()
    ]
    svg = to_svg(rows, (SIZE[0], len(rows)), "#14171c", "#888888", "assistant pick")
    (HERE / "pick.svg").write_text(svg, encoding="utf-8")
    write_png(svg, HERE / "pick.png")


@contextmanager
def server(env: dict[str, str]) -> Iterator[str]:
    """The chat at an address."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--port", str(port)], env=env
    ) as process:
        try:
            wait_for_server(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def draw_browser(env: dict[str, str]) -> None:
    """Draw the chat in a browser."""
    with server(env) as url, tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as browser:
        browser.resize(1100, 760)
        browser.open(url)
        browser.wait_for("Ask a question")
        browser.type("why was it stopped" + ENTER)
        browser.wait_for("does not give a reason")
        browser.type(f"{CTRL}y{RELEASE}")
        browser.wait_for("Copied as plain text")
        (HERE / "browser.png").write_bytes(browser.picture())


def main() -> None:
    """Draw both, with nobody's settings and without fzf."""
    with tempfile.TemporaryDirectory() as home:
        own = {"HOME": home, "PATH": str(Path(sys.executable).parent), "TERM": "xterm-256color"}
        draw_pick({**own, "LC_ALL": "C.UTF-8"})
        draw_browser({**os.environ, "HOME": home})


if __name__ == "__main__":
    main()
