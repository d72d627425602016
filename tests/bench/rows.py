"""The table: what was measured, against what, and whether it is what was aimed at."""

from __future__ import annotations

from typing import NamedTuple

HEAD = ("base or screen", "what", "measured", "against", "ratio", "memory", "aim", "met")
WIDTHS = (16, 46, 11, 11, 7, 9, 17, 3)


class Aim(NamedTuple):
    """What a figure should be at most, or at least."""

    figure: str
    """``value``, ``ratio`` or ``peak``."""
    bound: float
    least: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.bound:g}{'×' if self.figure == 'ratio' else ''}"


class Row(NamedTuple):
    """One line of the table."""

    base: str
    """Which base: ``bundled`` or its number of entries; or the size of the screen."""
    what: str
    value: float
    unit: str
    against: float | None = None
    """The yardstick's value, where there is one."""
    ratio: float | None = None
    peak: float | None = None
    """Largest resident memory, MB."""
    aims: tuple[Aim, ...] = ()

    def met(self) -> bool | None:
        """Whether every aim is met; ``None`` without any."""
        figures = [(aim, getattr(self, aim.figure)) for aim in self.aims]
        return all(v >= aim.bound if aim.least else v <= aim.bound for aim, v in figures) if figures else None

    def cells(self) -> tuple[str, ...]:
        """The line as texts, one a column."""
        met = self.met()
        return (
            self.base,
            self.what,
            f"{self.value:,.1f} {self.unit}",
            "" if self.against is None else f"{self.against:,.1f} {self.unit}",
            "" if self.ratio is None else f"{self.ratio:.3f}",
            "" if self.peak is None else f"{self.peak:,.0f} MB",
            ", ".join(f"{aim} MB" if aim.figure == "peak" else str(aim) for aim in self.aims),
            "" if met is None else "yes" if met else "no",
        )


def line(cells: tuple[str, ...]) -> str:
    """A line of the table: words at the left of their column, figures at the right."""
    pairs = zip(cells, WIDTHS, strict=True)
    return "  ".join(
        text.ljust(w) if at in (1, 6) else text.rjust(w) for at, (text, w) in enumerate(pairs)
    ).rstrip()
