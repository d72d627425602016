"""Conversations kept for going on with the last one.

One file a conversation, one turn a line, added to as the conversation goes: no end of the program loses a
turn that was answered. Two chats at once write two files.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.conversation.turn import Turn
from assistant.paths import CONVERSATIONS, state_dir
from assistant.storage.consent import keeps_log
from assistant.storage.json_lines import Log, Notice, quiet
from assistant.storage.turn_json import packed, unpacked

KEPT = 20
"""Conversations kept; the oldest go first."""
SIZE = 8 * 2**20
"""Bytes of one conversation above which its oldest turns go."""
_WHAT = "the conversation"


class Conversations:
    """The conversations of this machine, and the one that is going on."""

    def __init__(self, folder: Path | None, base: str = "", notice: Notice = quiet) -> None:
        """Open nothing yet.

        Args:
            folder: Where they are; ``None`` to keep none.
            base: What tells the question base apart, such as its title: only its own are gone on with.
            notice: Told, once, what cannot be kept or read.
        """
        self._folder = folder
        self._base = base
        self._notice = notice
        self._log = Log(None, _WHAT)
        self._saved: list[Turn] = []

    @classmethod
    def open(cls, *, base: str = "", notice: Notice = quiet, log: bool = True) -> Conversations:
        """The conversations at their usual place.

        Args:
            base: As for the class.
            notice: Told, once, what cannot be kept or read.
            log: Whether anything may be kept at all; the settings file has its say, too.
        """
        return cls(state_dir() / CONVERSATIONS if log and keeps_log() else None, base, notice)

    def save(self, turns: Sequence[Turn]) -> None:
        """Keep a conversation as it is now; called again it adds what is new.

        Args:
            turns: All its turns, first to last. One that does not begin with what was saved is another one.
        """
        if self._folder is None or not turns:
            return
        if not self._saved or list(turns[: len(self._saved)]) != self._saved:
            self._begin(self._folder)
        new = [{"base": self._base, **packed(turn)} for turn in turns[len(self._saved) :]]
        if self._log.append(*new):
            self._saved = list(turns)

    def last(self) -> list[Turn]:
        """The turns of the conversation that was last added to; none when there is none."""
        for path in self._files():
            lines = Log(path, _WHAT, self._notice, SIZE).lines()
            turns = [unpacked(line.value) for line in lines if line.value.get("base") == self._base]
            found = [turn for turn in turns if turn is not None]
            if found:
                return found
        return []

    def _begin(self, folder: Path) -> None:
        """Start a new file and let the oldest go."""
        for path in list(self._files())[KEPT - 1 :]:
            with suppress(OSError):
                path.unlink()
        name = f"{time.time_ns():020d}-{os.getpid()}.jsonl"
        self._log = Log(folder / name, _WHAT, self._notice, SIZE)
        self._saved = []

    def _files(self) -> Iterator[Path]:
        """The files there are, the one last written first."""
        dated: list[tuple[int, str, Path]] = []
        with suppress(OSError, ValueError):
            for path in self._folder.iterdir() if self._folder is not None else ():
                if path.suffix == ".jsonl":
                    with suppress(OSError):
                        dated.append((path.lstat().st_mtime_ns, path.name, path))
        return (path for _, _, path in sorted(dated, reverse=True))
