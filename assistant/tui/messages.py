"""Messages between the widgets and the screen.

A widget never accesses its neighbours: it posts what happened, and the screen reacts.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class PromptChanged(Message):
    """The text in the prompt changed."""

    text: str


@dataclass
class QuestionSubmitted(Message):
    """A question or command was submitted from the prompt."""

    text: str
    cut: int = 0
    """Number of characters discarded because the text was too long."""


@dataclass
class SuggestionSelected(Message):
    """A suggested question was selected."""

    entry: str
    question: str


@dataclass
class FilterChanged(Message):
    """The filter of the contents changed."""

    words: str


@dataclass
class EntryChosen(Message):
    """A question was chosen in the contents."""

    entry: str
    question: str


@dataclass
class FindRequested(Message):
    """The text to find changed, or the next match was requested."""

    words: str
    step: int = 0
    """0 while typing, 1 for the next match, -1 for the previous one."""
