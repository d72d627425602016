"""A user at a terminal: types, asks, scrolls, resizes the window and switches the theme, and sees what happens.

Works with the chat and with the minimal one alike, by what both show: a mark with the prompt behind it, a
placeholder in the empty prompt, and the footer in the last row.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from tests.bench.chat_programs import ENTER, Exchange, Program
from tests.bench.terminal import Size, State, Terminal
from tests.smoke.screen import Screen

MARK = "❯"
PLACEHOLDER = "Ask a question"
PAUSES = (0.05, 0.08)
"""Shortest and longest pause between two keys, seconds: a fast typist."""
CLEAR, PAGE_UP, PAGE_DOWN = "\x15", "\x1b[5~", "\x1b[6~"
PASTE = "\x1b[200~{}\x1b[201~"
NARROWER = (30, 10, 0)
"""Columns taken from the window, one size after the other."""
BEGINNING = 20
"""Characters by which a text is found on the screen: too few to be wrapped."""


class User:
    """Works with a program and measures what it takes: wall-clock time of keys, CPU time of actions, in ms."""

    def __init__(self, terminal: Terminal, program: Program) -> None:
        self._terminal = terminal
        self._program = program
        self._random = random.Random(3)

    def type(self, text: str) -> tuple[list[float], float]:
        """Type a text with natural pauses, and clear the prompt.

        Returns:
            The wall-clock time from each letter to the screen that shows it, and the CPU time of the whole text.
            Spaces cannot be seen and have no time of their own.
        """
        times = []
        before = self._terminal.cpu
        for end, letter in enumerate(text, 1):
            self._terminal.read_for(self._random.uniform(*PAUSES))
            sent = self._terminal.send(letter)
            if letter != " ":
                times.append(1000 * (self._terminal.wait_for(shows_typed(text[:end])) - sent))
        used = self._terminal.wait_until_idle() - before
        self._terminal.send(CLEAR)
        self._terminal.wait_for(is_ready)
        self._terminal.wait_until_idle()
        return times, used

    def ask(self, exchange: Exchange) -> float:
        """Ask a question; return the CPU time from Enter until its answer is on the screen and nothing moves."""
        self._put(exchange.question)
        return self._cost(lambda: self._terminal.send(ENTER), shows_answer(exchange))

    def ask_fast(self, exchange: Exchange) -> None:
        """Ask a question and wait for its answer only."""
        self._terminal.send(PASTE.format(exchange.question))
        self._terminal.wait_for(shows_typed(exchange.question[:BEGINNING]))
        self._terminal.send(ENTER)
        self._terminal.wait_for(shows_answer(exchange))

    def scroll(self, up: int, down: int, times: int) -> list[float]:
        """Scroll some pages up and some down again, some times; return the CPU time of each page."""
        keys = ([PAGE_UP] * up + [PAGE_DOWN] * down) * times
        return [self._cost(partial(self._terminal.send, key), self._changes()) for key in keys]

    def resize(self) -> list[float]:
        """Make the window narrower and as wide as before; return the CPU time of each size."""
        width, height = self._terminal.screen.width, self._terminal.screen.height
        sizes: list[Size] = [(width - less, height) for less in NARROWER]
        return [self._cost(partial(self._terminal.resize, size), is_ready) for size in sizes]

    def switch_theme(self) -> list[float]:
        """Switch to the light theme and back; return the CPU time of each."""
        return [self._switch(typed) for typed in self._program.themes]

    def use_dark_theme(self) -> None:
        """Begin with the dark theme, whatever the program begins with."""
        typed = self._program.themes[-1]
        if typed:
            self._put(typed)
            self._terminal.send(self._program.theme_key)
            self._terminal.wait_for(is_ready)
            self._terminal.wait_until_idle()

    def _switch(self, typed: str) -> float:
        if typed:
            self._put(typed)
        before = self._terminal.screen.background
        return self._cost(
            lambda: self._terminal.send(self._program.theme_key),
            lambda screen: screen.background != before and is_ready(screen),
        )

    def _put(self, text: str) -> None:
        """Have a text in the prompt, with its suggestions."""
        self._terminal.send(PASTE.format(text))
        self._terminal.wait_for(shows_typed(text[:BEGINNING]))
        self._terminal.wait_until_idle()

    def _cost(self, act: Callable[[], object], reached: State) -> float:
        """Return the CPU time from an action until the screen shows its result and the program is idle."""
        before = self._terminal.cpu
        act()
        self._terminal.wait_for(reached)
        return self._terminal.wait_until_idle() - before

    def _changes(self) -> State:
        """Whether the screen shows something else than now."""
        before = self._terminal.screen.rows
        return lambda screen: screen.rows != before


def is_ready(screen: Screen) -> bool:
    """Return whether the prompt is empty and the footer is drawn."""
    return prompt_text(screen).startswith(PLACEHOLDER) and bool(screen.rows[-1] or screen.rows[-2])


def ready_after(exchanges: Sequence[Exchange]) -> State:
    """Whether the prompt is empty below a conversation, of which the last answer is in sight."""
    return shows_answer(exchanges[-1]) if exchanges else is_ready


def shows_typed(text: str) -> State:
    """Whether the prompt begins with a text."""
    return lambda screen: prompt_text(screen).startswith(text)


def shows_answer(exchange: Exchange) -> State:
    """Whether the prompt is empty, and a question is on the screen with its answer below."""
    question, answer = exchange.question[:BEGINNING], exchange.answer[:BEGINNING].strip()
    return lambda screen: is_ready(screen) and answer in screen.words.partition(question)[2]


def prompt_text(screen: Screen) -> str:
    """Return the first line of the prompt: what is behind the lowest mark."""
    marked = [row for row in screen.rows if MARK in row]
    return marked[-1].partition(MARK)[2].lstrip() if marked else ""
