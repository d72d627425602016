"""Key bindings: actions, default keys and their rank in the footer.

A single table, so that help, footer and rebinding always agree. Users rebind keys by id in the settings file, such as
``contents: f6``; several keys are separated by commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key

HIDDEN = 99
"""Rank of keys that the footer does not show."""


class Key(NamedTuple):
    """A key and what it does."""

    id: str
    """Stable name for rebinding; also the action unless one is given."""
    keys: str
    """The default keys."""
    label: str
    """One or two words for the footer."""
    summary: str
    """One line for the help."""
    rank: int = HIDDEN
    """Rank in the footer; the lowest come first."""
    action: str = ""
    curating: int = 0
    """Rank in the footer of curator mode, if it is another one."""

    @property
    def for_curators(self) -> bool:
        """Whether only curators are shown the key; it works for everybody."""
        return bool(self.curating) and self.rank == HIDDEN


EVERYWHERE = (
    Key("palette", "ctrl+p", "commands", "Command palette", 40),
    Key("help", "f1", "help", "Help", 60),
    Key("contents", "ctrl+b", "contents", "Show or hide contents and source", 38),
    Key("copy", "ctrl+y", "copy", "Copy the answer with its citation", 36),
    Key("find", "ctrl+f", "find", "Find in the conversation", 52),
    Key("export", "ctrl+s", "export", "Export as plain text, Markdown or BibTeX", 56),
    Key("history", "ctrl+r", "history", "Search earlier questions and their answers", 58),
    Key("open_link", "ctrl+o", "open link", "Open the link of the source", 70),
    Key("explain", "alt+e", "explain", "Show how the answer was chosen; again for the figures", 72),
    Key("before", "alt+left", "previous", "Show the previous entry of the section"),
    Key("after", "alt+right", "next", "Show the next entry of the section"),
    Key("wrong", "alt+w", "wrong answer", "Mark the answer as wrong", HIDDEN - 1, curating=33),
    Key("teach", "alt+t", "teach", "Teach: choose the right entry", curating=32),
    Key("inbox", "f3", "inbox", "Inbox: unanswered questions", curating=34),
    Key("new", "ctrl+n", "new", "Start a new conversation", 80),
    Key("theme", "f2", "theme", "Change the theme", 82),
    Key("walk_up", "alt+up", "browse", "Browse mode: go to the question or answer above", 74, "walk(-1)"),
    Key(
        "walk_down",
        "alt+down",
        "next",
        "Go to the one below, at last to the prompt",
        HIDDEN,
        "walk(1)",
    ),
    Key("to_start", "ctrl+home", "start", "Go to the start of the conversation"),
    Key("to_end", "ctrl+end", "end", "Go to the end of the conversation"),
    Key("quit", "ctrl+q", "quit", "Quit", 90),
    Key("interrupt", "ctrl+c", "copy or quit", "Copy the selected text; quit if nothing is selected"),
    Key("suspend", "ctrl+z", "suspend", "Return to the shell (fg resumes)", HIDDEN, "app.suspend_process"),
)
"""Bindings that take precedence over the focused widget."""
SCREEN = (
    Key("page_up", "pageup", "page up", "Scroll up a page", HIDDEN, "page(-1)"),
    Key("page_down", "pagedown", "page down", "Scroll down a page", HIDDEN, "page(1)"),
    Key("cancel", "escape", "back", "Close, clear, or return to the prompt", 14),
)
PROMPT = (
    Key("ask", "enter", "ask", "Ask", 10),
    Key("newline", "ctrl+j,shift+enter,alt+enter", "new line", "Start a new line"),
    Key("take", "tab", "complete", "Complete with the suggestion", 20),
    Key("older", "up", "earlier", "Recall earlier questions"),
    Key("newer", "down", "choose", "Go to suggestions or choices", 30),
    Key("clear", "escape", "clear", "Close the suggestions, or clear the prompt", HIDDEN, "screen.cancel"),
    Key("leave", "ctrl+d", "quit", "Quit, when the prompt is empty"),
    # A text area handles these keys itself, unless they are also bound here.
    Key("page_up", "pageup", "page up", "Scroll up a page", HIDDEN, "screen.page(-1)"),
    Key("page_down", "pagedown", "page down", "Scroll down a page", HIDDEN, "screen.page(1)"),
)
BLOCK = (
    Key("block_pick", "enter", "choose", "Take the highlighted choice", 10, "pick"),
    Key("block_up", "up", "up", "Go to the choice above, then to what is above", HIDDEN, "move(-1)"),
    Key("block_down", "down", "down", "Go to the choice below, then to what is below", HIDDEN, "move(1)"),
    Key("block_copy", "y", "copy", "Copy the answer with its citation", 11, "browse('copy')"),
    Key("block_export", "t", "export", "Export the answer", 26, "browse('export')"),
    Key("block_open", "o", "open link", "Open the link of the source", 24, "browse('open_link')"),
    Key("block_explain", "e", "explain", "Show how the answer was chosen", 12, "browse('explain')"),
    Key("block_before", "left_square_bracket", "previous", "Show the previous entry", 28, "browse('before')"),
    Key("block_after", "right_square_bracket", "next", "Show the next entry", 29, "browse('after')"),
    Key("block_wrong", "w", "wrong answer", "Mark the answer as wrong", 13, "browse('wrong')"),
    Key("block_teach", "a", "teach", "Teach: choose the right entry", HIDDEN, "browse('teach')", 12),
)
CONTENTS = (
    Key("contents_ask", "enter", "ask", "Ask the question, or open or fold the section", 10, "select"),
    Key("contents_fold", "left", "fold", "Fold the section", 30, "fold"),
    Key("contents_unfold", "right", "open", "Open the section", 32, "unfold"),
    Key("contents_filter", "slash", "filter", "Filter by words", 12, "screen.filter_contents"),
)
SOURCE = (
    Key(
        "source_before",
        "up,left_square_bracket",
        "previous",
        "Show the previous entry of the section",
        12,
        "show(-1)",
    ),
    Key(
        "source_after",
        "down,right_square_bracket",
        "next",
        "Show the next entry of the section",
        14,
        "show(1)",
    ),
    Key("source_ask", "enter", "ask", "Ask the question of the entry shown", 10, "ask"),
)
FIND = (
    Key("find_next", "enter,down", "next", "Go to the next match", 10, "find(1)"),
    Key("find_previous", "up,shift+enter", "previous", "Go to the previous match", 12, "find(-1)"),
    Key("find_close", "escape", "close", "Close the find bar", 14, "close"),
)
GROUPS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Everywhere", (*EVERYWHERE, *SCREEN)),
    ("At the prompt", PROMPT),
    ("In browse mode: after alt ↑, until esc", BLOCK),
    ("In the contents", CONTENTS),
    ("In the source", SOURCE),
    ("In the find bar", FIND),
)
BY_ID: Mapping[str, Key] = {key.id: key for _, keys in reversed(GROUPS) for key in keys}


def bindings(keys: Iterable[Key], *, priority: bool = False) -> list[BindingType]:
    """Return the keys as Textual bindings, with ids for rebinding."""
    return [
        Binding(
            key.keys,
            key.action or key.id,
            key.label,
            show=key.rank < HIDDEN,
            priority=priority,
            tooltip=key.summary,
            id=key.id,
        )
        for key in keys
    ]


HELP_KEY = "f1"
"""The key that shows the help, whatever the settings say."""
_KEY_NAMES = {key.value.rpartition("+")[2] for key in Keys} | {
    *KEY_NAME_REPLACEMENTS.values(),
    *("left_square_bracket", "full_stop", "comma", "question_mark", "exclamation_mark", "number_sign"),
}
_NAMES = {
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "slash": "/",
}


def key_name(key: str) -> str:
    """Return a key as the footer and the help show it: ``^p``, ``f1``, ``alt ↑``."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last) or (last if last in ("enter", "tab") else format_key(last))
    words = {"ctrl": "^", "alt": "alt ", "shift": "shift "}
    return "".join(words.get(modifier, modifier + " ") for modifier in modifiers) + name


def shown_keys(key: Key, rebound: Mapping[str, str]) -> str:
    """Return all keys of an action for display: the rebound keys, or else the defaults."""
    return ", ".join(key_name(one.strip()) for one in rebound.get(key.id, key.keys).split(","))


def check_rebound(rebound: Mapping[str, str], places: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Validate the key settings.

    Args:
        rebound: Keys by action id.
        places: The place of each action in the settings file.

    Returns:
        The valid settings, and a message for each invalid one.
    """
    known: dict[str, str] = {}
    complaints: list[str] = []
    for name, text in rebound.items():
        keys = [key.strip() for key in text.split(",")]
        wrong = [key for key in keys if not _is_key(key)]
        if name not in BY_ID:
            near = get_close_matches(name, BY_ID, n=1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            complaint = f'unknown action "{name}" in keys.{hint}'
        elif wrong:
            complaint = f'"{wrong[0]}" for {name} is not a key. Write one such as f6, ctrl+g or alt+up.'
        elif name != "help" and HELP_KEY in keys:
            complaint = f"{HELP_KEY} always shows the help. Choose another key for {name}."
        else:
            known[name] = ",".join(keys)
            continue
        complaints.append(f"{places.get(name, 'Settings')}: {complaint}")
    return known, complaints


def _is_key(text: str) -> bool:
    """Return whether a terminal can send a key of this name."""
    *modifiers, last = text.split("+") if len(text) > 1 else [text]
    named = last in _KEY_NAMES or (last.isascii() and last.isprintable() and len(last) == 1)
    return set(modifiers) <= {"ctrl", "alt", "shift"} and (named or (len(last) == 1 and not modifiers))
