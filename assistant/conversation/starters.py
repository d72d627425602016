"""Select starter questions for a base whose curator has not tagged any."""

from __future__ import annotations

from assistant.base.model import ANSWER

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.base.model import Section

LONG = 60
"""Length, characters, above which a question is selected last."""


def select_starters(
    sections: Sequence[Section], listing: Iterable[tuple[str, str, str, str]], count: int
) -> list[tuple[str, str]]:
    """Return (id, question) of ``count`` entries, in the order of the base.

    Takes the first answered entry of every section, then the second, and so on; larger sections and short questions
    come first.

    Args:
        sections: The sections, in order.
        listing: (id, section, question, kind) of every entry, in order.
        count: Number of entries.
    """
    rows: dict[str, list[tuple[str, str]]] = {section.id: [] for section in sections}
    for id, section, question, kind in listing:
        if kind == ANSWER and section in rows:
            rows[section].append((id, question))
    order = {section: place for place, section in enumerate(rows)}
    ranked = [
        (depth, -len(questions), order[section], one)
        for section, questions in rows.items()
        for depth, one in enumerate(sorted(questions, key=lambda one: len(one[1]) > LONG)[:count])
    ]
    return [one for *_, one in sorted(sorted(ranked)[:count], key=lambda row: (row[2], row[0]))]
