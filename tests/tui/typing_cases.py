"""Random typing in the real chat: the questions asked are exactly those typed.

A script is what one process of the chat is sent: text at any speed, and between the letters other window sizes,
focus reports, dialogs, themes, clicks, pastes and changes of the base. Every script follows from its seed. What
should have been asked follows from the script alone; what was asked is read from the question history.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, Terminal

from assistant.storage.database import Database
from assistant.storage.history import History

EACH = 25
"""Questions asked of one process."""
PATIENCE = 60.0
"""Seconds without a new question after which one is taken to be lost."""
EDITIONS = 4
"""Contents of the base, which differ by one answer."""
ANSWERED = "logbook"
"""A word in the second sentence of every answer and nowhere else: no choice shows it."""

KEYS = {
    "enter": "\r",
    "backspace": "\x7f",
    "ctrl+b": "\x02",
    "ctrl+j": "\n",
    "ctrl+p": "\x10",
    "ctrl+r": "\x12",
    "alt+enter": "\x1b\r",
    "shift+enter": "\x1b[13;2u",
    "alt+up": "\x1b[1;3A",
    "down": "\x1b[B",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "focus in": "\x1b[I",
    "focus out": "\x1b[O",
}
"""What terminals send for keys, and for the focus coming and going."""
ESCAPE_SEQUENCE = "\x1b[27u"
"""The Escape key in terminals with the extended keyboard protocol: nothing else can be meant by it."""

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

AMBIGUOUS = (
    "where is the pier",
    "location of the pier",
    "way to the pier",
    "tell me where the pier is",
    "pier",
    "how tall is the lighthouse",
    "height of the lighthouse",
    "and the lighthouse metres",
)
"""Questions that two entries fit equally well: the answer is a choice."""
ANSWERABLE = (
    "when did it run",
    "in which years was it in service",
    "why was it stopped",
    "whats the platfrm",
    "explain the platform",
    "who built the landing stage",
    "how much was the fare",
    "what did a ticket cost",
    "you know the name of the captain",
    "hello there",
)
FIRST_LETTERS = "wtayeokjqn" * 3 + "abcdefghijklmnopqrstuvwxyzTWAEß"
WORDS = (
    "what about tell me and you explain ok just question no zebra quay boats jetty naïve mill church 1950 v2 "
    "bridge-end landing the a of why? really, (again) east/west Größe 日本 façade keys: time; end"
).split()


class Event(NamedTuple):
    """Something that happens at the terminal."""

    kind: str
    """What; see :class:`Typist`."""
    text: str = ""
    """What is typed or pasted, or which key is pressed."""
    gap: float = 0.0
    """Seconds after each letter, or between a dialog's two keys; with 0 it is one write with what follows."""
    size: tuple[int, int] = (0, 0)
    """Columns and rows."""
    inside: tuple[Event, ...] = ()
    """What happens while a dialog is open."""


class Start(NamedTuple):
    """How a process is started."""

    size: tuple[int, int] = (80, 24)
    typed_at: str = "picture"
    """When the first key comes: in "raw" mode, in the alternate "screen", or once the first "picture" stands."""
    focus: tuple[str, ...] = ()
    """Focus reports before that."""
    extended: bool = True
    """Whether the terminal sends the Escape key as a sequence of its own."""
    reports_size: bool = False
    """Whether the terminal reports its size in the input."""


class Script(NamedTuple):
    """What one process of the chat is sent."""

    start: Start
    events: tuple[Event, ...]


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


def questions(events: Sequence[Event]) -> list[str]:
    """The questions that a script asks, each of them once."""
    asked: list[str] = []
    prompt = ""
    for event in events:
        prompt = after(prompt, event)
        if event.kind == "enter":
            if prompt.strip():
                asked.append(prompt.strip())
            prompt = ""
    return asked


def after(prompt: str, event: Event) -> str:
    """The text in the prompt after an event, if that is not Enter."""
    match event.kind:
        case "type":
            for char in event.text:
                prompt = prompt[:-1] if char == KEYS["backspace"] else prompt + char
        case "paste":
            prompt += event.text.replace("\r\n", "\n").replace("\r", "\n")
        case "newline":
            prompt += "\n"
    return prompt


def valid(events: Sequence[Event]) -> bool:
    """Whether a script means what :func:`questions` says: shrinking may have left one that does not."""
    if not events or events[-1].kind != "enter":
        return False
    asked = 0
    prompt = ""
    for event in events:
        if event.kind in ("click", "browse") and not asked:
            return False
        if KEYS["backspace"] in event.text and not prompt:
            return False
        prompt = after(prompt, event)
        if event.kind != "enter" and prompt.strip() and not prompt.strip()[0].isalpha():
            return False  # a digit picks a choice, a slash begins a command
        if event.kind == "enter":
            asked += bool(prompt.strip())
            prompt = ""
    return asked == len(set(questions(events))) > 0  # the history keeps a question once


# --- chance


def script_of(seed: int, cases: int = EACH) -> Script:
    """The script of a seed: so many questions, asked of one process."""
    rng = random.Random(f"typing {seed}")
    start = Start(
        size=rng.choice([(80, 24), (80, 24), (40, 12), (120, 40), _size(rng)]),
        typed_at=rng.choice(["raw", "screen", "picture"]),
        focus=rng.choice([(), ("in",), ("out",), ("out", "in"), ("out", "in", "out")]),
        extended=rng.random() < 0.7,
        reports_size=rng.random() < 0.2,
    )
    events: list[Event] = []
    for number in range(cases - 1):
        events += _case(rng, number)
    events += [Event("type", f"the end of {seed}"), Event("enter")]
    return Script(start, tuple(events))


def _size(rng: random.Random) -> tuple[int, int]:
    """Any size from 1x1 to 250x80, half of them small: large ones take the longest to draw."""
    return rng.choice([(rng.randint(1, 250), rng.randint(1, 80)), (rng.randint(1, 80), rng.randint(1, 24))])


def _case(rng: random.Random, number: int) -> list[Event]:
    """One question, and what happens before and while it is typed."""
    text = _question(rng, number)
    events: list[Event] = []
    if number and rng.random() < 0.12:
        events.append(Event("click"))
    elif rng.random() < 0.1:
        events.append(Event("enter", gap=rng.choice([0, 0.001])))
    if rng.random() < 0.25:
        events += _disturbance(rng, number)
    cuts = sorted(rng.sample(range(1, len(text)), min(rng.choice([0, 0, 1, 1, 2, 3]), len(text) - 1)))
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if start:
            events += _disturbance(rng, number)
        events += _typed(rng, text[start:end])
    if rng.random() < 0.15:
        events += _disturbance(rng, number)
    events.append(Event("enter", gap=rng.choice([0, 0.001, 0.02])))
    return events


def _question(rng: random.Random, number: int) -> str:
    chance = rng.random()
    if chance < 0.2:
        return rng.choice(AMBIGUOUS) + marks(number)  # which count for nothing when it is answered
    if chance < 0.5:
        return f"{rng.choice(ANSWERABLE)} {number}"
    words = rng.choices(WORDS, k=rng.randint(1, 6))
    text = f"{rng.choice(FIRST_LETTERS)}{rng.choice(['', ' ', 'h'])}{rng.choice([' ', '  ']).join(words)} {number}"
    return text + rng.choice(["", "", "?", " .", "!"])


def marks(number: int) -> str:
    """Punctuation that tells a question from others in the same words."""
    return f"{number:b}".replace("0", "?").replace("1", "!")


def _typed(rng: random.Random, text: str) -> list[Event]:
    """Text at one to a thousand keys a second; only as much of it is slow as there is time for."""
    if rng.random() < 0.08:
        text += rng.choice(["x\x7f", "xyz\x7f\x7f\x7f", "日\x7f"])
    gap = 10 ** rng.uniform(-3, 0)
    if gap > 0.1 and rng.random() < 0.9:
        gap /= 10
    slow = max(1, int(0.12 / gap))
    events = [Event("type", text[:slow], gap)] if rng.random() < 0.7 else [Event("type", text[:slow])]
    if text[slow:]:
        events.append(Event("type", text[slow:], rng.choice([0, 0, 0.001, 0.002])))
    return events


def _disturbance(rng: random.Random, number: int) -> list[Event]:
    """Something that is no typing."""
    kind = rng.choices(
        ["size", "focus", "dialog", "pane", "theme", "base", "browse", "paste", "newline", "rest"],
        [28, 16, 18, 7, 3, 2, 6, 9, 7, 4],
    )[0]
    match kind:
        case "size":
            return [_resized(rng) for _ in range(rng.choice([1, 1, 1, 2, 3, 8]))]
        case "focus":
            return [
                Event("focus", word)
                for word in rng.choice(["out in", "out", "in", "out in out", "in in"]).split()
            ]
        case "dialog":
            key = rng.choice(["f1", "ctrl+p", "ctrl+r", "f2", "f3"])
            return [Event("dialog", key, rng.choice([0, 0, 0.001, 0.05, 0.2]), inside=_inside(rng))]
        case "pane":
            return [Event("pane", gap=rng.choice([0, 0.001, 0.1]), inside=_inside(rng))]
        case "theme":
            return [Event("theme", gap=rng.choice([0, 0.001, 0.05]))]
        case "base":
            return [Event("base", str(rng.randrange(EDITIONS)))]
        case "browse" if number:
            return [Event("browse", "alt+up", rng.choice([0, 0.001, 0.1]), inside=_inside(rng))]
        case "paste":
            lines = [" ".join(rng.choices(["pasted", "line", "of", "text", "ünd", "3"], k=rng.randint(1, 8)))]
            lines += ["second line", "", "last one"][: rng.choice([0, 0, 1, 3])]
            return [Event("paste", " and " + rng.choice(["\r", "\n", "\r\n"]).join(lines))]
        case "newline":
            return [Event("newline", rng.choice(["ctrl+j", "alt+enter", "shift+enter"]))]
    return [Event("rest", gap=rng.choice([0.01, 0.05, 0.2]))]


def _resized(rng: random.Random) -> Event:
    return Event(
        "size",
        gap=rng.choice([0, 0, 0.001, 0.02]),
        size=rng.choice([(80, 24), (40, 12), (1, 1), _size(rng), _size(rng)]),
    )


def _inside(rng: random.Random) -> tuple[Event, ...]:
    chance = rng.random()
    if chance < 0.15:
        return (_resized(rng),)
    if chance < 0.25:
        return (Event("focus", "out"), Event("focus", "in"))
    return ()


# --- the chat in a terminal


@dataclass
class Place:
    """A home directory with a base in it, and what the chat keeps there."""

    folder: Path
    cache: Path
    """Of indexes; may be shared."""
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
    def base(self) -> Path:
        return self.folder / "harbour.yaml"

    def edit(self, edition: int = 0, north: str = "north") -> None:
        """Write the base in one step.

        Args:
            edition: Which of the editions.
            north: What the north pier is called, in its id as well.
        """
        new = self.base.with_suffix(".new")
        new.write_text(BASE.replace("{north}", north).replace("{price}", str(10 + edition)), encoding="utf-8")
        new.replace(self.base)

    def build(self) -> None:
        """Build the indexes of all editions, so that no chat has to."""
        for edition in reversed(range(EDITIONS)):
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
            return list(History(Database.open(), "The Harbour Ferry").entries())


class Places:
    """New places, one after the other, which share the indexes of the base."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        """Build the indexes.

        Args:
            folder: Where the places are made; of this process alone.
            patience: Seconds without a new question after which one is taken to be lost.
        """
        self._folder = folder
        self._patience = patience
        self._count = 0
        next(self).build()

    def __next__(self) -> Place:
        self._count += 1
        return Place(self._folder / str(self._count), self._folder / "cache", self._patience)


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
