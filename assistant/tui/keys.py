"""The keys: what can be done, by which key, and how much it matters in the footer.

One table, so that help, footer and rebinding always agree. A person rebinds by action id in the settings file
(``contents = "f6"``, several keys with commas between them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import format_key


class Key(NamedTuple):
    """A key and what it does."""

    id: str
    """Stable name for rebinding; also the action where none is named."""
    keys: str
    """What it is bound to from the start."""
    label: str
    """One or two words for the footer."""
    summary: str
    """One line for the help."""
    rank: int = 99
    """Place in the footer, the first to stay when it grows narrow; 99 keeps it out."""
    action: str = ""
    priority: bool = False
    """Whether it works whatever has the focus."""


EVERYWHERE = (
    Key("palette", "ctrl+p", "commands", "Everything that can be done, by name", 50),
    Key("help", "f1", "help", "Help for the part in focus", 60),
    Key("contents", "ctrl+b", "contents", "Contents and source at the side", 40),
    Key("find", "ctrl+f", "find", "Find in the conversation", 42),
    Key("copy", "ctrl+y", "copy", "Copy the answer with its citation", 44),
    Key(
        "take_away",
        "ctrl+s",
        "take away",
        "Take it away: plain, Markdown, BibTeX, shell, whole conversation",
        56,
    ),
    Key("history", "ctrl+r", "history", "Search the questions asked before", 58),
    Key("open_link", "ctrl+o", "open link", "Open the source's link", 70),
    Key("explain", "alt+e", "explain", "How the answer was chosen", 72),
    Key("before", "alt+left", "before", "The entry before this one in its section"),
    Key("after", "alt+right", "after", "The entry after this one in its section"),
    Key("wrong", "alt+w", "does not fit", "This answer does not fit: remember it"),
    Key("teach", "alt+t", "teach", "Teach: another question is what this asks", 76),
    Key("inbox", "f3", "inbox", "Questions that found no answer, to be settled", 78),
    Key("new", "ctrl+n", "new", "Start a new conversation", 80),
    Key("theme", "f2", "theme", "Dark, light, the terminal's colours, and more", 82),
    Key("walk_up", "alt+up", "walk", "To the block above", 74, "walk(-1)", True),
    Key("walk_down", "alt+down", "next", "To the block below", 99, "walk(1)", True),
    Key("page_up", "pageup", "page up", "Scroll up a page", 99, "page(-1)"),
    Key("page_down", "pagedown", "page down", "Scroll down a page", 99, "page(1)"),
    Key("to_start", "ctrl+home", "to start", "To the start of the conversation"),
    Key("to_end", "ctrl+end", "to end", "To the end of the conversation"),
    Key("cancel", "escape", "back", "Back: close, clear, or return to the prompt"),
    Key("quit", "ctrl+q", "quit", "Leave", 90, priority=True),
    Key("interrupt", "ctrl+c", "copy or leave", "Copy the selected text; without any, leave", priority=True),
    Key(
        "suspend",
        "ctrl+z",
        "suspend",
        "Stop and return to the shell (fg comes back)",
        99,
        "app.suspend_process",
        True,
    ),
)
PROMPT = (
    Key("ask", "enter", "ask", "Ask what is typed", 10),
    Key("take", "tab", "take", "Take the offered question into the prompt", 20),
    Key("older", "up", "earlier", "Earlier questions; up in the list"),
    Key("newer", "down", "choose", "Later questions; down in the list", 30),
    Key("leave", "ctrl+d", "leave", "Leave, when the prompt is empty"),
    # An input takes these for itself unless they are bound on it too.
    Key("page_up", "pageup", "page up", "Scroll up a page", 99, "screen.page(-1)"),
    Key("page_down", "pagedown", "page down", "Scroll down a page", 99, "screen.page(1)"),
)
BLOCK = (
    Key("block_pick", "enter", "choose", "Do what is chosen", 10, "pick"),
    Key("block_up", "up,k", "up", "Choice above, then the block above", 99, "move(-1)"),
    Key("block_down", "down,j", "down", "Choice below, then the block below", 99, "move(1)"),
    Key("block_copy", "y", "copy", "Copy the answer with its citation", 20, "screen.copy"),
    Key("block_take", "t", "take away", "Take it away in another form", 22, "screen.take_away"),
    Key("block_open", "o", "open link", "Open the source's link", 24, "screen.open_link"),
    Key("block_explain", "e", "explain", "How it was chosen", 26, "screen.explain"),
    Key(
        "block_before",
        "left_square_bracket",
        "before",
        "The entry before it in its section",
        28,
        "screen.before",
    ),
    Key(
        "block_after",
        "right_square_bracket",
        "after",
        "The entry after it in its section",
        29,
        "screen.after",
    ),
    Key("block_teach", "a", "teach", "Teach: another question is what this asks", 30, "screen.teach"),
    Key("block_wrong", "w", "does not fit", "It does not fit: remember it", 32, "screen.wrong"),
)
CONTENTS = (
    Key("contents_ask", "enter", "ask", "Ask the question; open or fold a section", 10, "select"),
    Key("contents_fold", "left", "fold", "Fold the section", 20, "fold"),
    Key("contents_unfold", "right", "open", "Open the section", 22, "unfold"),
    Key("contents_filter", "slash", "filter", "Filter by words", 24, "filter"),
)
SOURCE = (
    Key("source_before", "up", "before", "Read the entry before", 10, "screen.before"),
    Key("source_after", "down", "after", "Read the entry after", 12, "screen.after"),
    Key("source_open", "o", "open link", "Open the source's link", 14, "screen.open_link"),
)
FIND = (
    Key("find_next", "enter,down", "next", "Next find", 10, "find(1)", True),
    Key("find_previous", "up,shift+enter", "previous", "Previous find", 12, "find(-1)", True),
    Key("find_close", "escape", "close", "Close", 14, "close", True),
)
GROUPS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Everywhere", EVERYWHERE),
    ("At the prompt", PROMPT),
    ("On a question or answer", BLOCK),
    ("In the contents", CONTENTS),
    ("In the source", SOURCE),
    ("While finding", FIND),
)
BY_ID: Mapping[str, Key] = {key.id: key for _, keys in reversed(GROUPS) for key in keys}


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """The keys as Textual's bindings, findable by id."""
    return [
        Binding(
            key.keys,
            key.action or key.id,
            key.label,
            show=key.rank < 99,
            priority=key.priority,
            tooltip=key.summary,
            id=key.id,
        )
        for key in keys
    ]


_NAMES = {
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "slash": "/",
}


def key_name(key: str) -> str:
    """A key as the footer and the help show it: ``^p``, ``f1``, ``alt ↑``."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last) or (last if last in ("enter", "tab") else format_key(last))
    words = {"ctrl": "^", "alt": "alt ", "shift": "shift "}
    return "".join(words.get(modifier, modifier + " ") for modifier in modifiers) + name


def shown_keys(key: Key, rebound: Mapping[str, str]) -> str:
    """All keys of an action as people read them, rebound ones in place of the first ones."""
    return " ".join(key_name(one.strip()) for one in rebound.get(key.id, key.keys).split(","))


def check_rebound(rebound: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Sort out what a person wrote in the settings.

    Args:
        rebound: Keys by action id.

    Returns:
        The ones that are known, and a message for each that is not.
    """
    known: dict[str, str] = {}
    complaints: list[str] = []
    for name, keys in rebound.items():
        if name in BY_ID and keys.strip():
            known[name] = ",".join(part.strip() for part in keys.split(","))
        else:
            near = get_close_matches(name, BY_ID, n=1)
            hint = f', did you mean "{near[0]}"?' if near else ""
            complaints.append(f'settings: no action "{name}" to bind a key to{hint}')
    return known, complaints
