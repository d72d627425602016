"""Answering on when an index turns out to be damaged: it is built anew, once, and what was asked is read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec, Protocol, TypeVar

    class Mendable(Protocol):
        """What can be built anew."""

        def mend(self) -> bool:
            """Build it anew; whether that was possible."""
            ...

    S = TypeVar("S", bound=Mendable)
    P = ParamSpec("P")
    R = TypeVar("R")

DAMAGED = (
    sqlite3.Error,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    RecursionError,
)
"""What reading a damaged index may raise: from SQLite itself, or from what stands in it."""


def mended(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Read a damaged index once more after it was built anew."""

    def read(store: S, /, *args: P.args, **named: P.kwargs) -> R:
        try:
            return method(store, *args, **named)
        except DAMAGED:
            if not store.mend():
                raise
            return method(store, *args, **named)

    read.__doc__ = method.__doc__
    return read
