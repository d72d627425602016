"""Draws the recording of the README: a conversation and an edit of the base, as an animated SVG.

Every line of the screen is drawn once for all the time that it is shown, and CSS switches it on and off. Where nothing
moves, in print or on request of the reader, the last frame is shown.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from drawing import Row, draw_row, frame
from driving import rows_of, settle
from rich.style import Style
from textual.pilot import Pilot

from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import AMBIGUOUS, ANSWERED, LIKELY
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.services import Services
from assistant.tui.theme import DARK

NAME = "recording"
SIZE = (90, 30)
EDITOR = 9
"""Lines of the editor below the chat, while the base is edited."""
KEY, READ, LOOK = 0.07, 4.0, 1.5
"""Seconds after a key, after an answer, and after anything else."""
FILE = "3-theory.yaml"
ENTRY, AFTER = "id: clusters-innovation", "- clusters and innovation"
"""The entry that is edited, and the phrasing after which another one is typed."""
MISSED = "does closeness help invention"
PAPER, INK, QUIET, ACCENT = "#1d2229", "#dcdfe4", "#8f98a3", "#84c9a3"


class Recording:
    """What has been shown so far."""

    def __init__(self) -> None:
        self.frames: list[list[Row]] = []
        self.ends: list[float] = []

    def show(self, rows: Sequence[Row], seconds: float) -> None:
        """Show some rows for a time."""
        self.frames.append(list(rows))
        self.ends.append((self.ends[-1] if self.ends else 0.0) + seconds)

    def svg(self, ground: str, title: str) -> str:
        """The recording as animated SVG."""
        shown: dict[tuple[str, ...], list[list[float]]] = defaultdict(list)
        for number, rows in enumerate(self.frames):
            start = self.ends[number - 1] if number else 0.0
            for y, row in enumerate(rows):
                drawn = tuple(draw_row(row, y, ground))
                if not drawn:
                    continue
                spans = shown[drawn]
                if spans and spans[-1][1] == start:
                    spans[-1][1] = self.ends[number]
                else:
                    spans.append([start, self.ends[number]])
        together: dict[tuple[tuple[float, float], ...], list[str]] = defaultdict(list)
        for drawn, spans in shown.items():
            together[tuple((start, end) for start, end in spans)] += drawn
        return frame(self._groups(together), SIZE, ground, "#888888", title, self._rules([*together]))

    def _groups(self, together: dict[tuple[tuple[float, float], ...], list[str]]) -> list[str]:
        lines = []
        for number, (spans, drawn) in enumerate(together.items()):
            last = "" if spans[-1][1] == self.ends[-1] else ' class="o"'
            lines += [f'<g id="g{number}"{last}>', *drawn, "</g>"]
        return lines

    def _rules(self, shown: Sequence[Sequence[tuple[float, float]]]) -> str:
        whole = self.ends[-1]
        rules = [".o{visibility:hidden}"]
        moving = []
        for number, spans in enumerate(shown):
            stops = {0.0: "hidden"}
            for start, end in spans:
                stops |= {start: "visible", end: "hidden"}
            if list(stops) == [0.0, whole]:
                continue  # shown all the time
            frames = "".join(
                f"{100 * at / whole:.4g}%{{visibility:{state}}}"
                for at, state in sorted(stops.items())
                if at < whole
            )
            moving.append(f"#g{number}{{animation:k{number} {whole:g}s step-end infinite}}")
            rules.append(f"@keyframes k{number}{{{frames}}}")
        motion = "".join(moving)
        return "".join(rules) + f"@media screen and (prefers-reduced-motion:no-preference){{{motion}}}"


class Player:
    """Uses the chat, and records what it shows."""

    def __init__(self, pilot: Pilot[None], base: Path) -> None:
        assert isinstance(pilot.app, ChatApp)
        assert isinstance(pilot.app.screen, ChatScreen)
        self._pilot, self._base = pilot, base
        self._app, self._chat = pilot.app, pilot.app.screen
        self._editor: list[Row] = []
        self.recording = Recording()

    async def show(self, seconds: float) -> None:
        """Record the screen for some seconds."""
        await settle(self._pilot)
        self.recording.show([*rows_of(self._app), *self._editor], seconds)

    async def ask(self, question: str, status: str) -> None:
        """Type a question, and read its answer."""
        for letter in question:
            await self._pilot.press("space" if letter == " " else letter)
            await self.show(KEY)
        await self._send(question, status)

    async def ask_again(self, question: str, status: str) -> None:
        """Recall the last question, and read its new answer."""
        await self._pilot.press("up")
        await self._send(question, status)

    async def _send(self, question: str, status: str) -> None:
        await self.show(7 * KEY)
        await self._pilot.press("enter")
        await self.show(READ)
        found = self._chat.turns()[-1].status
        if found != status:
            raise SystemExit(f"The recording needs another question: {question!r} is {found}, not {status}.")

    async def edit(self) -> None:
        """Type a phrasing into the file of the base, next to the chat, and save it."""
        path = self._base / FILE
        lines = path.read_text(encoding="utf-8").split("\n")
        entry = next(at for at, line in enumerate(lines) if ENTRY in line)
        place = next(at for at in range(entry, len(lines)) if AFTER in lines[at]) + 1
        dash = lines[place - 1][: lines[place - 1].index("-") + 2]
        await self._pilot.resize_terminal(SIZE[0], SIZE[1] - EDITOR)
        lines.insert(place, dash)
        for end in range(len(MISSED) + 1):
            lines[place] = dash + MISSED[:end]
            self._editor = editor_rows(lines, place, saved=False)
            await self.show(KEY if end else LOOK)
        await self.show(LOOK / 2)
        path.write_text("\n".join(lines), encoding="utf-8")
        self._editor = editor_rows(lines, place, saved=True)
        while "updated" not in self._chat.keybar.notice:
            self._chat.base_watcher.look()
            await settle(self._pilot)
        await self.show(READ)
        while self._chat.keybar.notice:  # it is shown for some seconds of the clock
            await self._pilot.pause(0.1)
        self._editor = []
        await self._pilot.resize_terminal(*SIZE)


def editor_rows(lines: Sequence[str], place: int, *, saved: bool) -> list[Row]:
    """Some lines of a file in an editor, around the line that is typed."""
    wide = SIZE[0]
    title = f" a curator edits faq/{FILE}"
    state = "saved " if saved else "not saved "
    rows: list[Row] = [[(title + state.rjust(wide - len(title)), Style(color=PAPER, bgcolor=ACCENT))]]
    first = place - 3
    for at in range(first, first + EDITOR - 1):
        number = f"{at + 1:>5}  "
        text = lines[at]
        typed = at == place
        ink = Style(color=ACCENT if typed else INK, bgcolor=PAPER, bold=typed)
        cursor = Style(bgcolor=INK if typed and not saved else PAPER)
        rest = max(0, wide - len(number) - len(text) - 1)
        text = text[: wide - len(number) - 1]
        rows.append(
            [
                (number, Style(color=QUIET, bgcolor=PAPER)),
                (text, ink),
                (" ", cursor),
                (" " * rest, Style(bgcolor=PAPER)),
            ]
        )
    return rows


async def record(pilot: Pilot[None], base: Path) -> Recording:
    """Hold the conversation of the recording."""
    player = Player(pilot, base)
    await player.show(LOOK)
    await player.ask("why was it stopped", ANSWERED)
    await player.ask("and after that?", ANSWERED)
    await player.ask("what should Kazakhstan copy", LIKELY)
    await player.ask(MISSED, AMBIGUOUS)
    await player.edit()
    await player.ask_again(MISSED, ANSWERED)
    return player.recording


async def draw_recording(faq: Path, folder: Path) -> str:
    """The recording as SVG.

    Args:
        faq: The base, of which a copy is edited.
        folder: A temporary directory.
    """
    base = folder / "faq"
    shutil.copytree(faq, base)
    services = Services(
        open_base=OpenBase.open([base]),
        history=History(Database(None)),
        inbox=Inbox(Database(None)),
        preferences={"theme": DARK},
        watch_every=0,
    )
    app = ChatApp(services)
    async with app.run_test(size=SIZE) as pilot:
        recording = await record(pilot, base)
        return recording.svg(app.current_theme.background or "#000000", app.title)
