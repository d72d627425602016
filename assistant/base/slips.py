"""What is known about a syntax error: where the parser stopped, and the slip of the curator that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

MAX_EXAMPLE = 72
"""Longest corrected line shown in a message."""


class Located(NamedTuple):
    """A fault in terms of lines and columns, from 0."""

    problem: str
    context: str
    stop: int
    """Line where the parser stopped."""
    stop_column: int
    start: int
    """Line where the construct starts that was being read."""
    start_column: int
    last: int
    """Line of the last node before the error."""


class Slip(NamedTuple):
    """A syntax error and its repair. Lines and columns count from 0."""

    line: int
    column: int
    message: str
    remedy: str
    lines: dict[int, str]
    """The repaired lines."""
    shifts: Mapping[int, int] = MappingProxyType({})
    left_out: Sequence[int] = ()
    guessed: bool = False
    """Whether this is one of several guesses; the one with which the parser gets furthest counts."""
