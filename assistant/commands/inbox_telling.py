"""The groups of the inbox in words and as JSON, and what the base proposes for them by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant import turn as turns
from assistant.keeping.grouping import Ask, Group, Proposal
from assistant.output import Output
from assistant.rendering import wrapped
from assistant.safe import safe_line

if TYPE_CHECKING:
    from assistant.session import Library

LEAST = 15.0
"""Score (0-100) below which naming an entry would only mislead."""
_CANDIDATES = 5


def asker(library: Library) -> Ask:
    """What a base proposes for a question: its best candidate, unless that is hardly likely."""

    def ask(question: str, refused: frozenset[str]) -> Proposal | None:
        turn = library.conversation(top_k=_CANDIDATES).ask(question, alone=True)
        answered = turn.status in (turns.ANSWERED, turns.NOT_IN_SOURCE)
        for one in turn.candidates:
            if one.entry not in refused and one.score >= LEAST:
                return Proposal(one.entry, one.question, one.score, answered and one.entry == turn.entry)
        return None

    return ask


def group_lines(group: Group, proposal: Proposal | None, out: Output) -> list[str]:
    """A group for people: number, question and count; other wordings; when and why; the proposal."""
    head = f"{group.number}  "
    indent = " " * len(head)
    times = "once" if group.asked == 1 else f"{group.asked} times"
    lines = wrapped(f"{safe_line(group.question, 2000)}  ({times})", out, "bold", first=head, mark="accent")
    others = "; ".join(safe_line(wording, 200) for wording, _ in group.wordings[1:6])
    if others:
        more = len(group.wordings) - 6
        lines += wrapped(f"also: {others}{f'; {more} more' if more > 0 else ''}", out, first=indent)
    lines += wrapped(_circumstances(group), out, "quiet", first=indent)
    if proposal is None:
        return [*lines, *wrapped("nothing comes near: a new entry?", out, first=indent)]
    question = f" {safe_line(proposal.question, 300)}" if proposal.question else ""
    verb = "by now answered by" if proposal.answered else "perhaps"
    return [*lines, *wrapped(f"{verb} {proposal.entry}{question} · {proposal.score:.0f}", out, first=indent)]


def _circumstances(group: Group) -> str:
    """Why a group was kept, what it was about, and when it was last asked."""
    why = (reason if times == group.asked else f"{reason} {times}" for reason, times in group.reasons)
    about = [f"about {safe_line(group.about, 200)}"] if group.about else []
    return ", ".join([*why, *about, f"last asked {group.last[:10] or 'some time'}"])


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
        "near": [{"entry": entry, "score": score} for entry, score in group.near],
        "proposal": proposal._asdict() if proposal is not None else None,
    }
