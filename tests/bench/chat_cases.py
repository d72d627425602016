"""What a user of the chat feels, row by row, beside a minimal chat in plain Textual with the same texts.

Each figure is taken from outside, in a pseudo-terminal: how long a key takes to the screen by the clock, and how much
CPU time the first picture and single actions take. Both programs are measured in turn.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tests.bench.cases import Scale
from tests.bench.chat_programs import Exchange, Program, Programs
from tests.bench.chat_user import User, ready_after
from tests.bench.measuring import Run, in_turn
from tests.bench.rows import Aim, Row
from tests.bench.terminal import Size, Terminal, run_until

SIZES: tuple[Size, ...] = ((120, 40), (200, 60))
LONG = 500
"""Questions of a long conversation."""
TYPED = (
    "what was the aim of the policy",
    "how do clusters help innovation in japan",
    "which countries can learn from these lessons",
    "what is the platform model",
)
"""Typed in every session: 118 letters."""
PAIRS = 7
"""Most starts of each program: with a long conversation the minimal one takes seconds."""
ASKED = 12
"""Questions asked in a session; they overflow the largest screen."""
SCROLLED = {0: (1, 1, 6), LONG: (6, 3, 1)}
"""By the length of the conversation before: pages scrolled up, pages scrolled down, and how often."""

STARTING, TYPING = "start until idle", "typing a key"
"""Kinds of action without an aim: other rows have one for the same."""

KEY_MEDIAN, KEY_P95 = Aim("value", 16), Aim("value", 33)
FIRST_PICTURE = Aim("ratio", 1.25)
ACTION = Aim("ratio", 1.3)
MEMORY = Aim("ratio", 1.5)


@dataclass
class Session:
    """What one session with a program took, in ms."""

    keys: list[float] = field(default_factory=list)
    """Wall-clock time of each key."""
    actions: dict[str, float] = field(default_factory=dict)
    """Mean CPU time of each kind of action."""


def chat_rows(scale: Scale) -> Iterator[Row]:
    """Measure at each size, empty and after a long conversation; then the memory of many questions."""
    programs = Programs(scale.folder, scale.env, LONG)
    rounds = 3 if scale.pairs > 5 else 1
    for size in SIZES:
        for before in (0, LONG):
            case = Case(programs, size, before)
            yield from case.first_picture(min(scale.pairs, PAIRS))
            yield from case.sessions(rounds)
    yield memory_row(programs, LONG if scale.pairs > 5 else LONG // 10)


class Case:
    """One size of the window with one length of the conversation before."""

    def __init__(self, programs: Programs, size: Size, before: int) -> None:
        """Create the case.

        Args:
            programs: What is measured.
            size: Columns and rows of the window.
            before: Exchanges that the conversation begins with.
        """
        self._programs = programs
        self._size = size
        self._before = before
        self._ready = ready_after(programs.exchanges[:before])
        self._name = f"{size[0]}x{size[1]}" + (f", {before}" if before else "")

    def first_picture(self, pairs: int) -> Iterator[Row]:
        """CPU time until the picture is complete, and the same by the clock."""

        def run(command: Sequence[str], env: Mapping[str, str]) -> Run:
            return run_until(self._ready, command, env, self._size)

        chat, minimal = self._programs.chat(self._before), self._programs.minimal(self._before)
        pair = in_turn(chat.command, minimal.command, self._programs.env, pairs, run)
        what = "first picture; minimal chat"
        yield Row(
            self._name, what, pair.cpu, "ms", pair.yardstick, pair.ratio, pair.peak, aims=(FIRST_PICTURE,)
        )
        yield Row(self._name, f"{what}, clock", pair.clock, "ms", pair.yardstick_clock, pair.ratio_clock)

    def sessions(self, rounds: int) -> Iterator[Row]:
        """Keys and actions, in sessions with both programs in turn."""
        pairs = [
            (
                self._session(self._programs.minimal(self._before)),
                self._session(self._programs.chat(self._before)),
            )
            for _ in range(rounds)
        ]
        yield from self._key_rows([minimal for minimal, _ in pairs], [chat for _, chat in pairs])
        for kind in pairs[0][0].actions:
            ratio = statistics.median(chat.actions[kind] / minimal.actions[kind] for minimal, chat in pairs)
            value = statistics.median(chat.actions[kind] for _, chat in pairs)
            against = statistics.median(minimal.actions[kind] for minimal, _ in pairs)
            aims = () if kind in (STARTING, TYPING) else (ACTION,)
            yield Row(self._name, f"{kind}; minimal chat", value, "ms", against, ratio, aims=aims)

    def _key_rows(self, minimal: Sequence[Session], chat: Sequence[Session]) -> Iterator[Row]:
        own = sorted(time for session in chat for time in session.keys)
        other = sorted(time for session in minimal for time in session.keys)
        for what, share, aim in (("median", 0.5, KEY_MEDIAN), ("p95", 0.95, KEY_P95)):
            value, against = (times[int(share * len(times))] for times in (own, other))
            text = f"key to screen, {what}; minimal chat"
            yield Row(self._name, text, value, "ms", against, value / against, aims=(aim,))

    def _session(self, program: Program) -> Session:
        """Type, ask, scroll, resize and switch the theme."""
        with Terminal(program.command, self._programs.env, self._size) as terminal:
            terminal.wait_for(self._ready)
            session = Session(actions={STARTING: terminal.wait_until_idle()})
            user = User(terminal, program)
            typed = [user.type(text) for text in TYPED]
            session.keys = [time for times, _ in typed for time in times]
            session.actions[TYPING] = sum(used for _, used in typed) / len("".join(TYPED))
            user.use_dark_theme()
            for kind, times in (
                ("asking a question", [user.ask(exchange) for exchange in self._next_exchanges(ASKED)]),
                ("scrolling by a page", user.scroll(*SCROLLED[self._before])),
                ("resizing the window", user.resize() + user.resize()),
                ("switching the theme", user.switch_theme() + user.switch_theme()),
            ):
                session.actions[kind] = statistics.mean(times)
            return session

    def _next_exchanges(self, count: int) -> list[Exchange]:
        """Return exchanges that are not in sight: the conversation goes through the base, again and again."""
        distinct = list({one.question: one for one in self._programs.exchanges}.values())
        start = self._before % len(distinct)
        return list(islice(distinct + distinct, start, start + count))


def memory_row(programs: Programs, count: int) -> Row:
    """Resident memory of one chat after many questions, against that after the first one."""
    size = SIZES[0]
    program = programs.chat(0)
    with Terminal(program.command, programs.env, size) as terminal:
        terminal.wait_for(ready_after([]))
        user = User(terminal, program)
        sizes = []
        for exchange in programs.exchanges[:count]:
            user.ask_fast(exchange)
            if len(sizes) == 0:
                terminal.wait_until_idle()
                sizes.append(terminal.memory)
        terminal.wait_until_idle()
        last = terminal.memory
    what = f"memory after {count} questions; after one"
    return Row(f"{size[0]}x{size[1]}", what, last, "MB", sizes[0], last / sizes[0], aims=(MEMORY,))
