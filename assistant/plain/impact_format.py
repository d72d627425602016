"""Format a change of the base as text: its diff, and the questions that get another answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.evaluation.impact import BETTER, LISTED, WORSE, response_text
from assistant.sanitize import safe_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.base.editing import Edit
    from assistant.evaluation.impact import AnswerChange, Impact
    from assistant.terminal.output import Output

LIST_ALL = "To list all: --all"
_VERDICT_STYLES = {BETTER: "good", WORSE: "error"}
_DIFF_STYLES = {"+": "good", "-": "error", "@": "accent"}


def diff_lines(edit: Edit, out: Output) -> Iterator[str]:
    """Yield the lines of a unified diff, in colour."""
    for line in edit.diff().split("\n"):
        style = _DIFF_STYLES.get(line[:1])
        yield out.paint(safe_text(line), style) if style else safe_text(line)


def impact_lines(impact: Impact, out: Output, most: int | None = LISTED, hint: str = "") -> Iterator[str]:
    """Yield a summary, then the questions whose answers change, with the answers before and after.

    Args:
        impact: The impact.
        out: Where the lines are shown.
        most: Number of questions to list; ``None`` lists all.
        hint: How to list the rest.
    """
    style = "warning" if impact.worse else "good" if impact.better else "bold"
    yield out.paint(f"Impact: {impact.summary}", style)
    for change in impact.changes[:most]:
        yield _question_line(change, out)
        yield out.paint(f"- {response_text(change.before)}", "error")
        yield out.paint(f"+ {response_text(change.after)}", "good")
    if most is not None and len(impact.changes) > most:
        yield out.paint(" ".join(filter(None, (impact.rest_text(most), hint))), "bold")


def _question_line(change: AnswerChange, out: Output) -> str:
    place = out.paint(f"({safe_line(change.place, 300)})", "quiet")
    verdict = out.paint(change.verdict, _VERDICT_STYLES[change.verdict]) if change.verdict else ""
    return " ".join(part for part in (" ", safe_line(change.question, 300), place, verdict) if part)
