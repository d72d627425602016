"""Format a report as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from assistant.evaluation.labelled_question import GAP
from assistant.evaluation.metrics import Bin
from assistant.evaluation.outcome import CHOICES, VERDICTS, Outcome
from assistant.evaluation.report import Confusion, FigureGroup, Report
from assistant.sanitize import safe_line

SHARE, PLAIN, POINTS, TIME = "share", "plain", "points", "time"

FIGURES = (
    ("In scope", ""),
    ("right entry first", "top1", SHARE),
    ("right entry among the first three", "top3", SHARE),
    ("mean reciprocal rank", "mrr", PLAIN),
    ("right answer on the screen (answered or likely)", "right_shown", SHARE),
    ("answered right", "right", SHARE),
    ("likely right", "likely_right", SHARE),
    ("not answered, right entry offered", "offered", SHARE),
    ("right answer on the screen or offered", "right_or_offered", SHARE),
    ("answered wrong", "wrong", SHARE),
    ("likely wrong", "likely_wrong", SHARE),
    ("denied although stated", "denied", SHARE),
    ("Must not be answered", ""),
    ("answered anyway", "false_answers", SHARE),
    ("likely anyway", "false_likely", SHARE),
    ("separated from in scope by score (AUROC)", "auroc", SHARE),
    ("The source does not say", ""),
    ("said so, or not answered", "gap_right", SHARE),
    ("answered wrong", "gap_wrong", SHARE),
    ("likely wrong", "gap_likely_wrong", SHARE),
    ("All questions", ""),
    ("judged right", "correct", SHARE),
    ("judged right, of later turns", "follow_ups", SHARE),
    ("answered", "answered", SHARE),
    ("likely", "likely", SHARE),
    ("ambiguous", "ambiguous", SHARE),
    ("declined", "declined", SHARE),
    ("right, of the answered", "precision", SHARE),
    ("right, of the likely", "likely_precision", SHARE),
    ("right, of the answered or likely", "shown_precision", SHARE),
    ("Calibration error", ""),
    ("in scope", "ece", POINTS),
    ("with those not to be answered", "ece_all", POINTS),
    ("Time for an answer", ""),
    ("median", "median_ms", TIME),
    ("95th percentile", "p95_ms", TIME),
)
"""Headings, and figures as (label, key, unit), in order."""


PART_FIGURES = (
    *("correct", "top1", "right_shown", "right", "offered", "wrong", "likely_wrong"),
    *("false_answers", "false_likely", "gap_right"),
)
"""Figures shown for each kind and style."""

COLUMNS = 5
"""Most columns of figures in a table: one for each file, and one for the total."""
NAME_WIDTH = 20
CONFUSIONS_SHOWN = 20
EXPECTED_SHOWN = 3


def report_text(report: Report) -> str:
    """Return the report as text."""
    pieces = [_heading(report.total), *_figure_tables(report)]
    pieces += [_part_table("Kind", report.kinds), _part_table("Style", report.styles)]
    pieces += [_calibration(report.bins), _confusions(report.confusions), _misses(report)]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def format_figure(value: float | None, unit: str) -> str:
    """Return a figure with its unit; a dash if there was nothing to measure."""
    if value is None:
        return "–"
    return {
        SHARE: f"{100 * value:.1f} %",
        PLAIN: f"{value:.3f}",
        POINTS: f"{100 * value:.1f} pt",
        TIME: f"{value:.2f} ms",
    }[unit]


def _heading(total: FigureGroup) -> str:
    questions = "1 question" if total.questions == 1 else f"{total.questions} questions"
    groups = [f"{total.in_scope} in scope"]
    groups += [f"{total.gap} the source does not say"] if total.gap else []
    groups += [f"{total.foreign} not to be answered"] if total.foreign else []
    return f"{questions}: {', '.join(groups)}"


def _figure_tables(report: Report) -> list[str]:
    """Return tables with a column for each file, and the total if there are several."""
    blocks = [*report.files, report.total] if len(report.files) > 1 else [report.total]
    names = [*_short_names([block.name for block in report.files]), "total"]
    tables = []
    for start in range(0, len(blocks), COLUMNS):
        part = blocks[start : start + COLUMNS]
        rows = [["", "", *names[start : start + COLUMNS]]] if len(blocks) > 1 else []
        if len(blocks) > 1:
            rows.append(["questions", "", *(str(block.questions) for block in part)])
        for words, key, *unit in FIGURES:
            if key and any(block.figures[key] is not None for block in blocks):
                rows.append(
                    [f"  {words}", key, *(format_figure(block.figures[key], unit[0]) for block in part)]
                )
            elif not key:
                rows.append([words])
        tables.append(_aligned(_without_empty(rows), left=2))
    return tables


def _without_empty(rows: Sequence[list[str]]) -> list[list[str]]:
    """Return the rows without empty headings."""
    following = [*rows[1:], [""]]
    return [row for row, after in zip(rows, following, strict=True) if len(row) > 1 or len(after) > 1]


def _part_table(title: str, blocks: Sequence[FigureGroup]) -> str:
    """Return a table with a row for each kind or style, without empty columns."""
    if not blocks:
        return ""
    keys = [key for key in PART_FIGURES if any(block.figures[key] is not None for block in blocks)]
    # a kind of out-of-scope questions, such as near misses, is compared to all questions in scope
    if title == "Kind" and any(block.figures["auroc"] is not None for block in blocks):
        keys.append("auroc")
    rows = [[title, "questions", *keys]]
    for block in blocks:
        values = [format_figure(block.figures[key], SHARE) for key in keys]
        rows.append([f"  {safe_line(block.name, NAME_WIDTH)}", str(block.questions), *values])
    return _aligned(rows, left=1)


def _calibration(bins: Sequence[Bin]) -> str:
    """Return a table of mean scores and shares of right answers, without empty bins."""
    rows = [["Calibration, in scope", "questions", "mean score", "right"]]
    for one in bins:
        if one.score is not None:
            name = f"  score {one.low:.0f} to {one.high:.0f}"
            rows.append([name, str(one.questions), f"{one.score:.1f}", format_figure(one.right, SHARE)])
    return _aligned(rows, left=1) if len(rows) > 1 else ""


def _confusions(found: Sequence[Confusion]) -> str:
    """Return a table of confused entries."""
    if not found:
        return ""
    lines = ["Confusions: expected entry, entry ranked first, questions (of these answered)"]
    rows = [
        [f"  {one.expected or '(none)'}", one.taken_by, str(one.times), f"({one.answered})"]
        for one in found[:CONFUSIONS_SHOWN]
    ]
    lines.append(_aligned(rows, left=2))
    if len(found) > CONFUSIONS_SHOWN:
        lines.append(f"  and {len(found) - CONFUSIONS_SHOWN} more pairs (--json lists all)")
    return "\n".join(lines)


def _misses(report: Report) -> str:
    """Return the misses, the worst first."""
    if not report.misses:
        return "No misses."
    lines = [f"Misses: {len(report.misses)} of {report.total.questions}"]
    for verdict, group in groupby(report.misses, key=lambda one: one.verdict):
        misses = list(group)
        lines += ["", f"{VERDICTS[verdict]} ({len(misses)})"]
        for one in misses:
            lines += _miss(one)
    return "\n".join(lines)


def _miss(one: Outcome) -> Iterable[str]:
    """Yield the lines of a miss."""
    scores = dict(one.candidates)
    yield f"  {safe_line(one.row.place)}  {safe_line(one.row.question)}"
    if one.about:
        yield f"      about     {safe_line(one.about, 90)}"
    expected = [f"{entry} {scores[entry]:.1f}" if entry in scores else entry for entry in one.row.expected]
    more = f" and {len(expected) - EXPECTED_SHOWN} more" if len(expected) > EXPECTED_SHOWN else ""
    nothing = '"the source does not say", or no answer' if one.group == GAP else "no answer"
    joint = " + " if one.row.every else ", "
    yield f"      expected  {joint.join(expected[:EXPECTED_SHOWN]) or nothing}{more}"
    got = ", ".join(f"{entry} {score:.1f}" for entry, score in one.candidates[:CHOICES])
    also = [entry for entry in one.answers if entry != one.entry]
    second = f"; also answered: {', '.join(also)}" if also else ""
    yield f"      got       {one.status}: {got or 'no candidate'}{second}"


def _aligned(rows: Sequence[Sequence[str]], left: int) -> str:
    """Align rows as columns, the first ``left`` to the left, the rest to the right; a row of one cell is a heading."""
    full = [row for row in rows if len(row) > 1]
    widths = [max(len(cell) for cell in column) for column in zip(*full, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:left], widths, strict=False)]
        cells += [cell.rjust(width) for cell, width in zip(row[left:], widths[left:], strict=False)]
        lines.append("  ".join(cells).rstrip() if len(row) > 1 else row[0])
    return "\n".join(lines)


def _short_names(paths: Sequence[str]) -> list[str]:
    """Return names of files that fit a column, without directories if they are still distinct."""
    names = [path.replace("\\", "/").rpartition("/")[2] for path in paths]
    safe = [safe_line(name) for name in (names if len(set(names)) == len(names) else paths)]
    return [name if len(name) <= NAME_WIDTH else "…" + name[1 - NAME_WIDTH :] for name in safe]
