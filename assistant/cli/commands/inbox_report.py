"""The groups of the inbox in words and as JSON, and what the base proposes for them by now."""

from __future__ import annotations

from typing import Any

from assistant.curation.curator import circumstances, other_wordings, proposal_text, times
from assistant.curation.grouping import Group, Proposal
from assistant.sanitize import safe_line
from assistant.terminal.output import Output
from assistant.terminal.rendering import wrapped


def group_lines(group: Group, proposal: Proposal | None, out: Output) -> list[str]:
    """A group for people: number, question and count; other wordings; when and why; the proposal."""
    head = f"{group.number}  "
    indent = " " * len(head)
    question = f"{safe_line(group.question, 2000)} ({times(group)})"
    lines = wrapped(question, out, "bold", first=head, mark="accent")
    others = other_wordings(group)
    if others:
        lines += wrapped(f"also: {others}", out, first=indent)
    lines += wrapped(circumstances(group), out, "quiet", first=indent)
    return [*lines, *wrapped(proposal_text(proposal), out, first=indent)]


def as_object(group: Group, proposal: Proposal | None) -> dict[str, Any]:
    """A group as JSON."""
    return {
        "number": group.number,
        "question": group.question,
        "asked": group.asked,
        "wordings": [{"question": wording, "asked": count} for wording, count in group.wordings],
        "reasons": dict(group.reasons),
        "about": group.about,
        "base": group.base,
        "first": group.first,
        "last": group.last,
        "near": [{"entry": entry, "score": score} for entry, score in group.candidates],
        "proposal": proposal._asdict() if proposal is not None else None,
    }
