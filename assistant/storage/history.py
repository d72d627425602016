"""The questions asked before, kept over restarts for recalling and searching them."""

from __future__ import annotations

from pathlib import Path

from assistant.paths import HISTORY, state_dir
from assistant.sanitize import safe_text
from assistant.storage.consent import keeps_log
from assistant.storage.json_lines import Log, Notice, now, quiet

MOST = 2000
"""Questions that are recalled."""
LONGEST = 2000
"""Characters kept of one; no longer question is read."""
SIZE = 4 * 2**20
"""Bytes of the file above which the oldest are dropped."""


class History:
    """Questions in the order they were asked."""

    def __init__(self, path: Path | None, notice: Notice = quiet) -> None:
        """Open nothing yet.

        Args:
            path: The file; ``None`` to remember within this session only.
            notice: Told, once, what cannot be kept or read.
        """
        self._log = Log(path, "the question history", notice, SIZE)
        self._session: list[str] = []

    @classmethod
    def open(cls, *, notice: Notice = quiet, log: bool = True) -> History:
        """The history at its usual place.

        Args:
            notice: Told, once, what cannot be kept or read.
            log: Whether anything may be kept at all; the settings file has its say, too.
        """
        return cls(state_dir() / HISTORY if log and keeps_log() else None, notice)

    def append(self, text: str) -> None:
        """Remember a question; nothing but space is none, and one asked twice running counts once."""
        kept = safe_text(text[:LONGEST]).strip()
        if not kept or self._session[-1:] == [kept]:
            return
        self._session.append(kept)
        self._log.append({"at": now(), "question": kept})

    def entries(self) -> list[str]:
        """The newest ``MOST`` questions, newest last, each once and where it was asked last."""
        kept = (line.value.get("question") for line in self._log.lines())
        # What this session asked stands in the file as well, unless the file failed it.
        texts = [safe_text(text[:LONGEST]) for text in kept if isinstance(text, str)]
        stored = set(texts)
        missing = [text for text in self._session if text not in stored]
        newest = dict.fromkeys(reversed([*texts, *missing]))
        return list(reversed([text for text in newest if text][:MOST]))
