"""Random typing in the real chat: the questions asked are exactly those typed.

A script is what one process of the chat is sent: text at any speed, and between the letters other window sizes,
focus reports, dialogs, themes, clicks, pastes and changes of the base. Every script follows from its seed. What
should have been asked follows from the script alone; what was asked is read from the question history.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, Terminal
from typing_scripts import EDITIONS, ESCAPE_SEQUENCE, KEYS, Event, Script, Start, questions, valid

from assistant.paths import identity
from assistant.storage.database import Database
from assistant.storage.history import History

PATIENCE = 180.0
"""Seconds without a new question after which one is taken to be lost."""
ANSWERED = "logbook"
"""A word in the second sentence of every answer and nowhere else: no choice shows it."""

BASE = """\
title: The Harbour Ferry
sections:
  - id: ferry
    title: The ferry
    locator: Part 1
  - id: town
    title: The town
    locator: Part 2
entries:
  - id: run
    section: ferry
    question: When did the ferry run?
    variants: [when did it run, in which years was it in service, ferry years]
    answer: It ran from 1950 to 1962. The logbook says so.
    related: [stopped, platform]
    tags: [start]
  - id: stopped
    section: ferry
    question: Why was the ferry stopped?
    variants: [why was it stopped, reason for the end of service]
    answer: A bridge took its place. The logbook says so.
    related: [run]
    tags: [start]
  - id: platform
    section: ferry
    question: What is the platform?
    variants: [whats the platform, explain the platform, platform meaning]
    answer: A floating landing stage. The logbook says so.
    related: [stage, run]
  - id: stage
    section: ferry
    question: Who built the landing stage?
    variants: [builder of the stage, stage construction]
    answer: The town built it. The logbook says so.
  - id: {north}-pier
    section: town
    question: Where is the {north} pier?
    variants: [location of the {north} pier, way to the {north} pier]
    answer: Behind the mill. The logbook says so.
  - id: south-pier
    section: town
    question: Where is the south pier?
    variants: [location of the south pier, way to the south pier]
    answer: Beside the church. The logbook says so.
  - id: north-light
    section: town
    question: How tall is the north lighthouse?
    variants: [height of the north lighthouse, north lighthouse metres]
    answer: Thirty metres. The logbook says so.
  - id: south-light
    section: town
    question: How tall is the south lighthouse?
    variants: [height of the south lighthouse, south lighthouse metres]
    answer: Twenty metres. The logbook says so.
  - id: ticket
    section: town
    question: What did a ticket cost?
    variants: [price of a ticket, ticket price, how much was the fare]
    answer: It cost {price} cents. The logbook says so.
    related: [run, stopped]
  - id: captain
    section: town
    question: Who was the captain?
    variants: [name of the captain, captain of the ferry]
    answer: No name is given. The logbook has none.
    kind: not_in_source
  - id: hello
    question: Hello
    variants: [hello there, good morning]
    answer: Good day. The logbook is open.
    kind: small_talk
"""


class Outcome(NamedTuple):
    """What came of a script."""

    expected: list[str]
    asked: list[str]
    fault: str = ""
    """What else went wrong, such as a chat that ended."""

    @property
    def passed(self) -> bool:
        """Whether just those questions were asked, in their order, and nothing else went wrong."""
        return self.asked == self.expected and not self.fault

    @property
    def wrong(self) -> int:
        """How many questions were not asked as typed; at least one of a script that did not pass."""
        return 0 if self.passed else max(1, len(set(self.expected) - set(self.asked)))


# --- what is expected


@dataclass
class Place:
    """A home directory, a base beside it, and what the chat keeps there."""

    folder: Path
    patience: float = PATIENCE
    env: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.env = {"HOME": str(self.folder), "ASSISTANT_FAQ": "", "ASSISTANT_DEBUG": "1"}
        for kind in ("STATE", "CONFIG", "DATA"):
            self.env[f"XDG_{kind}_HOME"] = str(self.folder / kind.lower())
        self.env["XDG_CACHE_HOME"] = str(self.cache)
        self.edit()

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def base(self) -> Path:
        return (
            self.folder.parent / "harbour.yaml"
        )  # the same for all places, since an index belongs to a path

    def edit(self, edition: int = 0, north: str = "north") -> None:
        """Write the base in one step.

        Args:
            edition: Which of the editions.
            north: What the north pier is called, in its id as well.
        """
        new = self.base.with_suffix(".new")
        new.write_text(BASE.replace("{north}", north).replace("{price}", str(10 + edition)), encoding="utf-8")
        new.replace(self.base)

    def build(self, edition: int) -> None:
        """Build the index of an edition."""
        self.edit(edition)
        command = [sys.executable, "-m", "assistant", "--faq", str(self.base), "list"]
        subprocess.run(command, env={**os.environ, **self.env}, check=True, stdout=subprocess.DEVNULL)

    def terminal(self, start: Start) -> Terminal:
        """The chat in a terminal, ready for the first key as a start says."""
        width, height = start.size
        terminal = Terminal(
            [sys.executable, "-m", "assistant", "--faq", str(self.base)],
            self.env,
            width=width,
            height=height,
            reports_size=start.reports_size,
        )
        try:
            terminal.wait_for_raw_mode()
            for word in start.focus:
                terminal.send(KEYS[f"focus {word}"].encode())
            if start.typed_at != "raw":
                terminal.wait_for(ENTER_SCREEN)
            if start.typed_at == "picture":
                terminal.wait_until_quiet(0.3)
        except BaseException:
            terminal.close()
            raise
        return terminal

    def asked(self) -> list[str]:
        """The questions in the history."""
        with mock.patch.dict(os.environ, self.env):
            return list(History(Database.open(), identity("The Harbour Ferry", [self.base])).entries())


class Places:
    """New places, one after the other, with the indexes of all editions of the base, so that no chat builds one."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        """Build the indexes.

        Args:
            folder: Where the places are made; of this process alone.
            patience: Seconds without a new question after which one is taken to be lost.
        """
        self._folder = folder
        self._patience = patience
        self._count = 0
        self._indexes = folder / "indexes"
        for edition in range(EDITIONS):
            place = Place(
                folder / f"edition-{edition}", patience
            )  # a cache keeps the index of one edition only
            place.build(edition)
            shutil.copytree(place.cache, self._indexes, dirs_exist_ok=True)

    def __next__(self) -> Place:
        self._count += 1
        place = Place(self._folder / str(self._count), self._patience)
        shutil.copytree(self._indexes, place.cache)
        return place


class Stopped(Exception):
    """Going on makes no sense: the chat has ended, or something else was asked."""


class Typist:
    """Does the events of a script at a terminal.

    Attributes:
        place: Where the chat runs.
        terminal: The terminal it runs in.
        done: The events done so far.
    """

    def __init__(self, place: Place, start: Start) -> None:
        """Start the chat."""
        self.place = place
        self.terminal = place.terminal(start)
        self._extended = start.extended
        self.done: list[Event] = []
        self._held = b""

    def close(self) -> None:
        """End the chat at once: what was asked is kept by then, or it is lost."""
        self.terminal.close()

    def do(self, events: Sequence[Event]) -> None:
        """Do some events.

        Raises:
            Stopped: The chat has ended, or something else was asked.
        """
        for event in events:
            self._do(event)
            self.done.append(event)
        self._flush()

    def _do(self, event: Event) -> None:
        match event.kind:
            case "type":
                self._type(event.text, event.gap)
            case "paste":
                self._send(f"\x1b[200~{event.text}\x1b[201~")
            case "enter":
                self._send(KEYS["enter"], event.gap)
                self.terminal.forget()
            case "newline":
                self._send(KEYS[event.text])
            case "size":
                self._flush()
                self.terminal.size(*event.size)
                self.terminal.read(event.gap)
            case "focus":
                self._send(KEYS[f"focus {event.text}"])
            case "dialog":
                self._around(event, KEYS[event.text])
            case "pane":
                self._around(event, KEYS["ctrl+b"], KEYS["ctrl+b"])
            case "browse":
                self.settle()
                self._around(event, KEYS["alt+up"])
            case "theme":
                for key in ("f2", "down", "enter"):
                    self._send(KEYS[key], event.gap)
            case "base":
                self._flush()
                self.place.edit(int(event.text))
            case "click":
                self.settle()
                self.terminal.wait_until_idle()  # else it could land on a choice that is drawn just then
                place = self.terminal.find(ANSWERED)
                if place is not None:
                    self.terminal.click(*place)
            case "rest":
                self._flush()
                self.terminal.read(event.gap)

    def _type(self, text: str, gap: float) -> None:
        for char in text:
            first, rest = char.encode()[:1], char.encode()[1:]
            self._held += first
            if rest and gap:
                self._flush()  # a character may come in two reads
            self._held += rest
            if gap:
                self._flush()
                self.terminal.read(gap)

    def _around(self, event: Event, opening: str, closing: str = "") -> None:
        self._send(opening, event.gap)
        for one in event.inside:
            self._do(one)
        if closing or self._extended:
            self._send(closing or ESCAPE_SEQUENCE)
        else:
            self._send("\x1b")
            self._flush()
            self.terminal.wait_for_escape()

    def _send(self, text: str, gap: float = 0.0) -> None:
        self._held += text.encode()
        if gap:
            self._flush()
            self.terminal.read(gap)

    def _flush(self) -> None:
        held, self._held = self._held, b""
        try:
            self.terminal.send(held)
        except (AssertionError, OSError) as error:
            fault = f"the chat takes nothing more: {error}" if self.terminal.running else self._last_words()
            raise Stopped(fault) from error
        if not self.terminal.running:
            raise Stopped(self._last_words())

    def settle(self) -> None:
        """Wait until every question of the events done so far is in the history.

        Raises:
            Stopped: They are not.
        """
        self._flush()
        expected = questions(self.done)
        asked: list[str] = []
        until = time.monotonic() + self.place.patience
        while time.monotonic() < until:
            before, asked = asked, self.place.asked()
            if asked == expected:
                return
            if len(asked) >= len(expected) or not self.terminal.running:
                break
            if expected and asked and asked[-1].endswith(expected[-1]):
                break
            if asked != before:
                until = time.monotonic() + self.place.patience
            self.terminal.read(0.02)
        if not self.terminal.running:
            raise Stopped(self._last_words())
        raise Stopped(
            f"{len(asked)} of {len(expected)} questions are in the history:\n{self.terminal.text()}"
        )

    def _last_words(self) -> str:
        self.terminal.read(0.3)
        tail = bytes(self.terminal.out).rpartition(LEAVE_SCREEN)[2][-4000:].decode(errors="replace")
        return f"the chat ended with {self.terminal.process.returncode}: {tail}"


def run(script: Script, place: Place) -> Outcome:
    """Do what a script says in a new process of the chat."""
    typist: Typist | None = None
    try:
        typist = Typist(place, script.start)
        typist.do(script.events)
        typist.settle()
    except (Stopped, AssertionError) as error:
        done = typist.done if typist is not None else []
        return Outcome(questions(done), place.asked(), str(error))
    finally:
        if typist is not None:
            typist.close()
    return Outcome(questions(script.events), place.asked())


# --- when one fails


def shrunk(script: Script, fails: Callable[[Script], bool], seconds: float) -> Script:
    """The script without the events that are not needed to make it fail.

    Args:
        script: One that fails.
        fails: Runs a script.
        seconds: Time for it.
    """
    until = time.monotonic() + seconds
    events = list(script.events)
    step = max(1, len(events) // 2)
    while time.monotonic() < until:
        at, cut = 0, False
        while at < len(events) and time.monotonic() < until:
            fewer = events[:at] + events[at + step :]
            if valid(fewer) and fails(Script(script.start, tuple(fewer))):
                events, cut = fewer, True
            else:
                at += step
        if step == 1 and not cut:
            break
        step = max(1, step // 2)
    plain = Script(Start(), tuple(events))
    if plain.start != script.start and fails(plain):
        return plain
    return Script(script.start, tuple(events))


def described(script: Script) -> str:
    """A script, one event a line, to be pasted into a test."""
    lines = [f"    {_call(event)}," for event in script.events]
    return "\n".join([f"Script(\n  {script.start!r},\n  (", *lines, "  ),\n)"])


def _call(event: Event) -> str:
    given = [repr(event.kind)] + ([repr(event.text)] if event.text else [])
    given += [
        f"{name}={getattr(event, name)!r}" for name in ("gap", "size") if any(_values(getattr(event, name)))
    ]
    if event.inside:
        given.append(f"inside=({''.join(_call(one) + ', ' for one in event.inside)})")
    return f"Event({', '.join(given)})"


def _values(value: float | tuple[int, int]) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)


def difference(outcome: Outcome) -> str:
    """What was expected and what was asked instead, from the first difference on."""
    same = 0
    for expected, asked in zip(outcome.expected, outcome.asked, strict=False):
        if expected != asked:
            break
        same += 1
    lines = [f"{same} questions as expected, then"]
    lines += [f"  expected {text!r}" for text in outcome.expected[same : same + 3]]
    lines += [f"  asked    {text!r}" for text in outcome.asked[same : same + 3]]
    return "\n".join([*lines, *([outcome.fault] if outcome.fault else [])])


def report(seed: int, script: Script, outcome: Outcome, places: Places, seconds: float) -> str:
    """Everything needed to see a fault and to repeat it.

    Args:
        seed: Of the script.
        script: One that failed.
        outcome: What came of it.
        places: New ones for the attempts to shrink it.
        seconds: Time for that.
    """
    last: list[Outcome] = []

    def fails(fewer: Script) -> bool:
        came = run(fewer, next(places))
        if not came.passed:
            last[:] = [came]
        return not came.passed

    parts = [f"seed {seed}: {difference(outcome)}"]
    again = next((one for one in (_until_fault(script, outcome), script) if fails(one)), None)
    if again is not None:
        small = shrunk(again, fails, seconds)
        parts.append(f"shrunk: {difference(last[0])}\n{described(small)}")
    else:
        parts.append("it did not happen again")
    parts.append(f"the whole script:\n{described(script)}")
    return "\n".join(parts)


def _until_fault(script: Script, outcome: Outcome) -> Script:
    """The script up to two questions behind the first that was not asked as typed."""
    same = 0
    while (
        same < min(len(outcome.expected), len(outcome.asked))
        and outcome.expected[same] == outcome.asked[same]
    ):
        same += 1
    ends = [number for number, event in enumerate(script.events) if event.kind == "enter"]
    return Script(script.start, script.events[: ends[min(same + 3, len(ends) - 1)] + 1])
