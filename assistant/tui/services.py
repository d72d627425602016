"""The objects the chat works with: base, conversation and records.

No widget opens a file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base.model import QUESTION_LIMIT
from assistant.conversation.turn import Turn
from assistant.curation.editor import open_editor
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.terminal.browser import open_in_browser

if TYPE_CHECKING:
    from assistant.conversation.conversation import Conversation
    from assistant.conversation.open_base import OpenBase
    from assistant.curation.curator import Curator
    from assistant.storage.history import History
    from assistant.storage.inbox import Inbox

Row = tuple[str, str, str, str]
"""An entry in a listing: id, section, question, kind."""


@dataclass(frozen=True)
class Services:
    """The objects the chat works with."""

    open_base: OpenBase
    """The open base."""
    history: History
    """Earlier questions."""
    inbox: Inbox
    """The inbox of unanswered questions."""
    talk: Conversation | None = None
    """The conversation to resume (``--continue``); ``None`` for a new one."""
    save: Callable[[Sequence[Turn]], None] = lambda turns: None
    """Saves the conversation; called off the event loop after every turn."""
    conversations: Conversations = field(default_factory=lambda: Conversations(Database(None)))
    """Earlier conversations, to reopen one."""
    preferences: Mapping[str, str] = field(default_factory=dict)
    """Saved preferences: ``theme``."""
    prefer: Callable[[str, str], None] = lambda name, value: None
    """Saves a preference."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Rebound keys by action id, as in the settings file: ``{"contents": "f6"}``."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The place of the theme and of each rebound action in the settings file."""
    notices: list[str] = field(default_factory=list)
    """Warnings, such as an unwritable history; those added later are shown after the next answer."""
    open_link: Callable[[str], bool] = open_in_browser
    """Opens a link; only called on request, and only with http, https or mailto."""
    curator: Curator | None = None
    """Changes the base; ``None`` if it cannot be changed from the chat."""
    curate: bool = False
    """Curator mode: footer, help and palette show the keys for teaching and the inbox."""
    open_editor: Callable[[Path, int], None] = open_editor
    """Opens a file at a line in an editor, while the chat is suspended."""
    folder: Path = field(default_factory=Path)
    """The folder for exports without a path."""
    limit: int = QUESTION_LIMIT
    """Maximum length of a question, characters; longer questions are truncated, with a note."""
    watch_every: float = 0.3
    """Seconds between checks of the base's files; 0 for no checks."""
