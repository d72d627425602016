"""Lines that are drawn when they are first asked for, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from textual.strip import Strip


class Lines(Sequence[Strip]):
    """A list of lines to Textual, which mostly asks for those in sight, one after the other.

    Textual takes a list where it changes every line anyway, and then every line is drawn at once: for links
    (``auto_links``), for padding and for another alignment than to the left.
    """

    def __init__(self, count: int, draw: Callable[[int], Strip]) -> None:
        """Make them.

        Args:
            count: How many there are.
            draw: Draws one by its number, 0 to ``count`` - 1.
        """
        self._drawn: list[Strip | None] = [None] * count
        self._draw = draw

    def __len__(self) -> int:
        return len(self._drawn)

    @overload
    def __getitem__(self, at: int) -> Strip: ...
    @overload
    def __getitem__(self, at: slice) -> list[Strip]: ...
    def __getitem__(self, at: int | slice) -> Strip | list[Strip]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        strip = self._drawn[at]
        if strip is None:
            strip = self._drawn[at] = self._draw(at % len(self))
        return strip
