"""What a change does to questions, in words: shared by the commands that show it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.evaluation.impact import BETTER, WORSE, given_text
from assistant.keeping.settings import load_settings
from assistant.output import Progress, note
from assistant.safe import safe_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from assistant.evaluation.impact import Impact, Shift
    from assistant.output import Output

_STYLES = {BETTER: "good", WORSE: "error"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option that says on which labelled questions a change is tried."""
    parser.add_argument(
        "--eval",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="labelled questions to try the change on, besides those of the settings (repeatable)",
    )


class Trying(Progress):
    """What trying a change needs: the files of labelled questions, and how far it is told on stderr."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Read the settings.

        Args:
            args: Those of a call, with ``eval``.
        """
        super().__init__()
        self.named: list[Path] = args.eval
        self.usual = load_settings(notice=note).eval_files

    def __enter__(self) -> Trying:
        return self


def impact_lines(impact: Impact, out: Output) -> Iterator[str]:
    """The impact as a diff: each question that is answered otherwise, with both answers; first how many."""
    style = "warning" if impact.worse else "good" if impact.better else "bold"
    yield out.paint(f"Impact: {impact.summary}", style)
    for shift in impact.shifts:
        yield _question_line(shift, out)
        yield out.paint(f"- {given_text(shift.before)}", "error")
        yield out.paint(f"+ {given_text(shift.after)}", "good")


def _question_line(shift: Shift, out: Output) -> str:
    place = out.paint(f"({safe_line(shift.place, 300)})", "quiet")
    verdict = out.paint(shift.verdict, _STYLES[shift.verdict]) if shift.verdict else ""
    return " ".join(part for part in (" ", safe_line(shift.question, 300), place, verdict) if part)
