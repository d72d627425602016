"""Random scripts of what a user does in the chat: typing, resizing, dialogs, themes and more."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

EACH = 25
"""Questions asked of one process."""
EDITIONS = 4
"""Contents of the base, which differ by one answer."""
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
