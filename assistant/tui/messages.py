"""What the parts of the chat tell each other: past events, as small values.

A widget never reaches for its neighbours; it says what happened, and the screen does what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    pass


@dataclass
class QuestionTyped(Message):
    """The text in the prompt changed."""

    text: str


@dataclass
class QuestionSubmitted(Message):
    """A question or command was sent from the prompt."""

    text: str
    cut: int = 0
    """How many characters had to be cut."""


@dataclass
class SuggestionTaken(Message):
    """An offered question was clicked: it is asked as if it had been chosen."""

    entry: str
    question: str


@dataclass
class FilterTyped(Message):
    """The filter of the contents changed."""

    words: str


@dataclass
class EntryChosen(Message):
    """A question was chosen in the contents."""

    entry: str
    question: str


@dataclass
class FindWanted(Message):
    """Words to find in the conversation changed, or the next find is wanted."""

    words: str
    step: int = 0
    """0 while typing, otherwise to the next (1) or previous (-1) find."""
