"""What the chat needs from the rest of the program, and nothing else of it.

The chat is handed everything through ``Services``: a base that follows its files, a conversation, and what is
kept between sessions. Protocols rather than the real classes, so that the screen can be driven in a test by
small fakes, and so that no widget ever opens a file by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.base.model import Entry, Section, Source
from assistant.errors import Problem
from assistant.turn import Turn

if TYPE_CHECKING:
    from assistant.curating import Planned, Progress, Waiting
    from assistant.evaluation.impact import Impact
    from assistant.keeping.grouping import Group

Row = tuple[str, str, str, str]
"""An entry in a listing: id, section, question, kind."""


class Suggested(Protocol):
    """A question that really has an answer, offered while typing."""

    @property
    def entry(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def spans(self) -> Sequence[tuple[int, int]]:
        """The letters of the question that match what was typed."""
        ...


class Changed(Protocol):
    """What became of the base when its files changed."""

    @property
    def summary(self) -> str:
        """One line: "base updated: 2 entries changed", or what is wrong."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """Why the last good base goes on answering; empty when the new one was taken."""
        ...


class Talk(Protocol):
    """One conversation."""

    turns: list[Turn]

    def ask(self, text: str) -> Turn: ...
    def choose(self, entry_id: str, question: str) -> Turn: ...
    def reset(self) -> None: ...


class Base(Protocol):
    """An open question base that follows its files. Its methods may be called from any thread."""

    @property
    def title(self) -> str: ...
    @property
    def source(self) -> Source: ...
    @property
    def sections(self) -> Sequence[Section]: ...
    @property
    def entry_count(self) -> int: ...
    def entry(self, id: str) -> Entry | None: ...
    def listing(self, section: str | None = None) -> Sequence[Row]: ...
    def starters(self) -> Sequence[tuple[str, str]]:
        """(id, question) of the entries that the curator tagged to begin with."""
        ...

    def suggest(self, typed: str, limit: int = 6) -> Sequence[Suggested]: ...
    def conversation(self) -> Talk: ...
    def follow(self) -> Changed | None: ...


class Asked(Protocol):
    """The questions asked before, kept between sessions."""

    def append(self, text: str) -> None: ...
    def entries(self) -> Sequence[str]:
        """Newest last."""
        ...


class Remembered(Protocol):
    """The inbox: questions that found no answer, or not the right one."""

    def mark(self, turn: Turn, reason: str) -> None: ...


class Curates(Protocol):
    """Changes to the base, and the inbox as a curator sees it. Its methods may take long, off the event loop."""

    def waiting(self) -> Sequence[Waiting]: ...
    def last_step(self) -> str: ...
    def plan_phrasing(self, entry: str, phrasing: str, group: Group | None = None) -> Planned: ...
    def plan_entry(self, section: str, group: Group) -> Planned: ...
    def impact(self, planned: Planned, progress: Progress) -> Impact: ...
    def save(self, planned: Planned) -> None: ...
    def dismiss(self, group: Group) -> None: ...
    def undo(self) -> str: ...
    def section_for(self, group: Group) -> str | None: ...


def no_save(turns: Sequence[Turn]) -> None:
    """Keep nothing."""


def no_preference(name: str, value: str) -> None:
    """Keep no choice."""


def open_in_browser(url: str) -> bool:
    """Open a link in a graphical browser.

    Returns:
        Whether one took it. A text browser is never started: it would draw over the chat.
    """
    if sys.platform not in ("win32", "darwin") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    import webbrowser  # most conversations open nothing

    try:
        return webbrowser.open(url)
    except (OSError, webbrowser.Error):
        return False


def open_in_editor(path: Path, line: int) -> None:
    """Open a file at a line in the person's editor, and wait until it is left."""
    from assistant.editor import open_editor

    open_editor(path, line)


@dataclass(frozen=True)
class Services:
    """Everything the chat is given."""

    library: Base
    """The open base."""
    history: Asked
    """Questions asked before."""
    inbox: Remembered
    """Where questions without the right answer are remembered."""
    talk: Talk | None = None
    """The conversation to go on with (``--continue``); a new one when ``None``."""
    save: Callable[[Sequence[Turn]], None] = no_save
    """Keeps the conversation, called off the event loop after every turn."""
    preferences: Mapping[str, str] = field(default_factory=dict)
    """Choices kept from before: ``theme``."""
    prefer: Callable[[str, str], None] = no_preference
    """Keeps a choice."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys rebound by action id, as the settings file has them: ``{"contents": "f6"}``."""
    motion: bool = True
    """Whether anything may move."""
    notices: Sequence[str] = ()
    """What to tell the person at the start, such as a history that cannot be written."""
    open_link: Callable[[str], bool] = open_in_browser
    """Opens a link; only ever called when asked to, and with http, https or mailto alone."""
    curator: Curates | None = None
    """Changes the base; ``None`` where it cannot be changed from the chat."""
    open_editor: Callable[[Path, int], None] = open_in_editor
    """Opens a file at a line, while the chat has left the screen."""
    folder: Path = field(default_factory=Path)
    """Where a conversation is saved unless another place is named."""
    limit: int = 2000
    """The longest question, in characters; what is longer is cut, with a note."""
    watch_every: float = 0.3
    """Seconds between two looks at the base's files; 0 not to look at all."""
