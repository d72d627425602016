"""How much of a test is run: a portion with the suite, everything with ``python -m tests.soak``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hypothesis import settings

Size = TypeVar("Size")

VARIABLE = "ASSISTANT_SOAK"
"""Environment variable that names the subject of a soak; pytest's worker processes inherit it."""
SUBJECT = os.environ.get(VARIABLE, "")
"""What is run in full; empty with the suite."""
EXAMPLES = 20
"""How many times as many random examples the soak tries."""


def portion(suite: Size, soak: Size) -> Size:
    """Return the size that this run is to have."""
    return soak if SUBJECT else suite


def some(cases: Sequence[Size], *, every: int) -> Sequence[Size]:
    """Return every n-th case, the first and the last among them; all of them in the soak."""
    return cases if SUBJECT else [*cases[:-1:every], cases[-1]]


def examples(count: int) -> settings:
    """Return Hypothesis settings for so many examples, and for more in the soak."""
    from hypothesis import settings  # not before pytest has begun, which warns of it

    return settings(max_examples=count * portion(1, EXAMPLES))
