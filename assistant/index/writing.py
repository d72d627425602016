"""Write an index: build it and train its ranking."""

from __future__ import annotations

import math
import sqlite3

from assistant.base.model import Base
from assistant.index import builder
from assistant.index.builder import Progress, Texts
from assistant.index.reader import DamagedIndex
from assistant.index.store import Store

QUICK_TRAINING = 0.5
"""Training from scratch, in estimated seconds, that is not worth avoiding."""


def write_index(
    connection: sqlite3.Connection,
    base: Base,
    content: str,
    program: str,
    progress: Progress = lambda stage, share: None,
    *,
    max_training_seconds: float = math.inf,
    former: Store | None = None,
) -> None:
    """Write the index of a base into an empty database and train it.

    Args:
        connection: The database.
        base: The base.
        content: The ``content_hash`` of the base.
        program: The ``content_hash`` of no files, which shows whether an index was written by this program.
        progress: Called with the stage and the share done (0-1).
        max_training_seconds: Skip training that is estimated to take longer.
        former: A trained index of a former version of the base, whose ranking is adjusted if that is faster.
    """
    texts = builder.build(connection, base, progress)
    size = sum(len(entry.phrasings) for entry in base.entries), len(base.entries)
    if builder.should_train(*size):
        seconds = builder.training_seconds(*size)
        adjusted = seconds > QUICK_TRAINING and _adjust(connection, base, texts, former)
        if not adjusted and seconds <= max_training_seconds:
            from assistant.index.training import train_index

            train_index(connection, base, texts, progress)
    builder.put_meta(connection, {"content": content, "program": program})
    connection.commit()


def _adjust(connection: sqlite3.Connection, base: Base, texts: Texts, former: Store | None) -> bool:
    if former is None or not former.trained:
        return False
    from assistant.index.training import adjust_index

    try:
        return adjust_index(connection, base, texts, former)
    except (DamagedIndex, ValueError, LookupError):  # the former index is damaged
        return False
