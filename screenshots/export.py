"""Draws the pictures of the README: drives the real program and writes what it shows, as SVG and PNG.

    python screenshots/export.py            write every picture
    python screenshots/export.py --check    fail when a picture is out of step with the program
    python screenshots/export.py NAME…      write some of them

The stills are listed here, the recording is held in ``recording.py``.

The SVG is compared as text, but for the figure of a match, whose last digit may differ between machines. The PNG is
drawn from it by resvg and bears its checksum, by which it is known to be of today, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

HERE = Path(__file__).resolve().parent
FAQ = Path("faq")
sys.path[:0] = [str(HERE), str(HERE.parent)]

from drawing import essence, to_svg  # noqa: E402
from driving import rows_of, settle  # noqa: E402
from recording import NAME, draw_recording  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.style import Style  # noqa: E402
from rich.text import Text  # noqa: E402

from assistant.conversation.open_base import OpenBase  # noqa: E402
from assistant.conversation.turn import STATUSES  # noqa: E402
from assistant.curation.curator import Curator  # noqa: E402
from assistant.index.cache import build_bundled_index  # noqa: E402
from assistant.storage.database import Database  # noqa: E402
from assistant.storage.history import History  # noqa: E402
from assistant.storage.inbox import Inbox  # noqa: E402
from assistant.tui.app import ChatApp  # noqa: E402
from assistant.tui.screens.chat import ChatScreen  # noqa: E402
from assistant.tui.services import Services  # noqa: E402
from assistant.tui.theme import DARK, LIGHT  # noqa: E402
from tests.smoke.terminal import Terminal  # noqa: E402

HEADER = 33
"""Bytes of a PNG's signature and its first chunk, after which others may stand."""


class Picture(NamedTuple):
    """A picture and how to come to it."""

    name: str
    size: tuple[int, int] = (100, 30)
    asked: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    theme: str = DARK
    command: tuple[str, ...] = ()
    """A command whose output is the picture, instead of the chat."""
    typed: str = ""
    """What the command is given to read, or what is typed into bash."""
    shown: str = ""
    """If given, the picture is a terminal with bash, as soon as it shows this."""


STOPPED = "why was it stopped"
PICTURES = (
    Picture("welcome"),
    Picture("answer", (120, 34), (STOPPED,)),
    Picture("likely", asked=("what kind of organizations belong to a cluster",)),
    Picture("not-in-source", asked=("which ministries were in charge?",)),
    Picture("no-match", asked=("best ramen in tokyo?",)),
    Picture("typing", asked=("when did it run",), keys=tuple("what is the pla")),
    Picture("contents", (120, 34), (STOPPED,), ("ctrl+b",)),
    Picture("palette", asked=(STOPPED,), keys=("ctrl+p",)),
    Picture("inbox", (100, 26), keys=("f3", "down")),
    Picture("teach", (100, 26), ("did the yen matter",), ("alt+t", *"money", "enter")),
    Picture("light", (120, 34), (STOPPED, "and after that?"), theme=LIGHT),
    Picture("narrow", (40, 24), (STOPPED,)),
    Picture("plain", (90, 24), command=("--plain",), typed="why was it stopped\nand after that?\n/quit\n"),
    Picture("completion", (90, 5), typed="assistant show policy-\t\t", shown="policy-successor"),
    Picture("one-shot", (90, 16), command=("-q", "when did japan run its cluster policy")),
)


MISSED = (
    ("what did it cost the taxpayer", "declined", 3),
    ("how did the state help backward villages", "ambiguous", 2),
    ("best ramen in tokyo", "declined", 1),
)
"""What waits in the inbox of the pictures: question, why, how often."""


def curator(open_base: OpenBase, folder: Path) -> Curator:
    """Return a curator whose inbox, with fixed dates, is imported from the format of earlier versions."""
    path = folder / "inbox.jsonl"
    path.touch(0o600)
    folder.chmod(0o700)
    with path.open("w", encoding="utf-8") as file:
        for question, reason, times in MISSED:
            line = {
                "at": "2026-03-02T09:00:00Z",
                "question": question,
                "reason": reason,
                "base": open_base.title,
            }
            file.write((json.dumps(line) + "\n") * times)
    return Curator(open_base, [FAQ], inbox=Inbox(Database(folder / "records.sqlite"), open_base.identity))


async def draw_chat(picture: Picture, open_base: OpenBase, folder: Path) -> str:
    """The chat as SVG."""
    services = Services(
        open_base=open_base,
        history=History(Database(None)),
        inbox=Inbox(Database(None)),
        preferences={"theme": picture.theme},
        watch_every=0,
        curator=curator(open_base, folder),
        curate=picture.name in ("inbox", "teach"),
    )
    app = ChatApp(services)
    async with app.run_test(size=picture.size) as pilot:
        await settle(pilot)
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        for question in picture.asked:
            chat.composer.put(question)
            await pilot.press("enter")
            await settle(pilot)
        status = picture.name.replace("-", "_")
        if status in STATUSES and chat.turns()[-1].status != status:
            raise SystemExit(f"The picture {picture.name} needs another question.")
        await pilot.press(*({" ": "space"}.get(key, key) for key in picture.keys))
        await settle(pilot)
        ground = app.current_theme.background or "#000000"
        return to_svg(rows_of(app), picture.size, ground, "#888888", app.title)


def draw_command(picture: Picture) -> str:
    """What a command writes, as SVG; empty for a picture of the chat."""
    if not picture.command:
        return ""
    with tempfile.TemporaryDirectory() as home:
        env = {
            **os.environ,
            "HOME": home,
            "NO_COLOR": "1",
            "COLUMNS": str(picture.size[0]),
            "LC_ALL": "C.UTF-8",
        }
        for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "ASSISTANT_FAQ"):
            env.pop(name, None)
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *picture.command],
            input=picture.typed,
            capture_output=True,
            text=True,
            env=env,
            cwd=HERE.parent,
            check=False,
            timeout=120,
        )
    words = " ".join(f"'{word}'" if " " in word else word for word in picture.command)
    lines = [Text.assemble(("$ ", "#84c9a3"), (f"assistant {words}", "bold"))]
    lines += [Text(line) for line in done.stdout.splitlines()]
    return lines_to_svg(lines, picture.size[0])


def draw_shell(picture: Picture) -> str:
    """What bash shows after some keys, as SVG; empty for other pictures."""
    if not picture.shown:
        return ""
    with tempfile.TemporaryDirectory() as home:
        program = Path(home, "assistant")
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m assistant "$@"\n')
        program.chmod(0o700)
        settings = Path(home, "bashrc")
        settings.write_text("PS1='$ '\neval \"$(assistant completion bash)\"\n")
        env = {**os.environ, "HOME": home, "PATH": f"{home}:{os.environ['PATH']}", "TERM": "dumb"}
        terminal = Terminal(["bash", "--rcfile", str(settings), "-i"], env, HERE.parent, picture.size)
        try:
            terminal.wait_for("a prompt", lambda screen: screen.rows[0].startswith("$"))
            terminal.send(picture.typed)
            terminal.wait_for(picture.shown, lambda screen: picture.shown in screen.words)
            terminal.wait_for("a prompt", lambda screen: sum("$" in row for row in screen.rows) == 2)
            rows = terminal.screen.rows
        finally:
            terminal.close()
    return lines_to_svg([Text(row) for row in rows], picture.size[0])


def lines_to_svg(lines: Sequence[Text], width: int) -> str:
    """Lines of a terminal as SVG."""
    console = Console(width=width, file=StringIO(), force_terminal=True, color_system="truecolor")
    plain = Style(color="#dcdfe4", bgcolor="#14171c")
    rows = [
        [(one.text, plain + (one.style or Style())) for one in row]
        for text in lines
        for row in console.render_lines(text, pad=False)
    ]
    return to_svg(rows, (width, len(rows)), "#14171c", "#888888", "assistant")


def checksum(svg: str) -> bytes:
    """By which a PNG is known to be drawn from an SVG."""
    return b"svg\0%08x" % crc32(" ".join(essence(svg)).encode())


def write_png(svg: str, path: Path) -> None:
    """The picture as PNG, at twice its size, with the checksum of its SVG as a text of its own (PNG, 11.3.4)."""
    from resvg_py import svg_to_bytes

    png = bytes(svg_to_bytes(svg_string=svg, zoom=2, monospace_family="DejaVu Sans Mono"))
    said = b"tEXt" + checksum(svg)
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", crc32(said))
    path.write_bytes(png[:HEADER] + chunk + png[HEADER:])


def in_step(svg: str, path: Path) -> bool:
    """Whether a picture, as SVG and as PNG, shows what the program shows now."""
    png = path.with_suffix(".png")
    if not (path.is_file() and png.is_file()):
        return False
    return essence(path.read_text(encoding="utf-8")) == essence(svg) and checksum(svg) in png.read_bytes()


def main(words: Sequence[str] | None = None) -> int:
    """Draw, or check."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the README.")
    parser.add_argument("names", nargs="*", help="which of them; all when none is named")
    parser.add_argument("--check", action="store_true", help="fail when one is out of step with the program")
    args = parser.parse_args(words)
    stills = [picture for picture in PICTURES if not args.names or picture.name in args.names]
    # No path of this machine is to come into a picture, and nothing that was asked on it.
    os.chdir(HERE.parent)
    build_bundled_index(FAQ)  # as in an installed program
    open_base = OpenBase.open([FAQ], wait_for_training=True)
    stale = []
    for picture in stills:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
            svg = (
                draw_command(picture)
                or draw_shell(picture)
                or asyncio.run(draw_chat(picture, open_base, Path(folder)))
            )
        path = HERE / f"{picture.name}.svg"
        if not args.check:
            path.write_text(svg, encoding="utf-8")
            write_png(svg, path.with_suffix(".png"))
        elif not in_step(svg, path):
            stale.append(picture.name)
    if not args.names or NAME in args.names:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a training may go on in it
            for name in ("STATE", "CONFIG", "CACHE"):
                os.environ[f"XDG_{name}_HOME"] = folder
            svg = asyncio.run(draw_recording(FAQ, Path(folder)))
        path = HERE / f"{NAME}.svg"
        if not args.check:
            path.write_text(svg, encoding="utf-8")
        elif not (path.is_file() and essence(path.read_text(encoding="utf-8")) == essence(svg)):
            stale.append(NAME)
    if stale:
        print(f"out of step: {', '.join(stale)}; run: python screenshots/export.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
