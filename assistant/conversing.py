"""What the one-shot command and plain mode have in common: exit codes, limits, what goes into the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant import turn as turns
from assistant.errors import ANSWERED, NOT_IN_SOURCE, UNANSWERED
from assistant.output import note

if TYPE_CHECKING:
    from assistant.turn import Turn

QUESTION_LIMIT = 2000
"""Characters of a question that are read."""

_CODES = {turns.AMBIGUOUS: UNANSWERED, turns.NO_MATCH: UNANSWERED, turns.NOT_IN_SOURCE: NOT_IN_SOURCE}
