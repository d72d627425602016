"""Preview of a change to the base: its diff, and the questions whose answers change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.curation.curator import Planned, Progress
from assistant.errors import AssistantError
from assistant.evaluation.impact import LISTED, AnswerChange, Impact, Response, response_text
from assistant.sanitize import safe_line, safe_text
from assistant.tui.dialogs.dialog import Dialog
from assistant.tui.markdown_page import BLANK
from assistant.tui.page import Page, Paragraph
from assistant.tui.widgets.hints import Hints

Decision = Literal["save", "edit"]
Trying = Callable[[Progress], Awaitable[Impact]]
"""Computes the impact of a change off the event loop, reporting progress."""
LOOKING = "Computing the impact on other questions …"
TOLD_EVERY = 0.1
"""Seconds between updates of the progress."""
ROOMY = 18
"""Screen height from which the diff is shown with context."""
DEEPEST = 6
"""Maximum number of leading spaces of a diff line; deeper indents do not fit a narrow screen."""
_DIFF_STYLES = {"+": "$accent", "-": "$second"}


class ImpactCancelled(Exception):
    """Cancels the computation of the impact."""


class ImpactDialog(Dialog[Decision | None]):
    """Shows the diff, then the impact; returns the decision, ``None`` to discard the change."""

    BINDINGS: ClassVar = [
        Binding("escape", "dismiss", "cancel"),
        Binding("enter", "save", "save"),
        Binding("ctrl+s", "dismiss('save')", "save without waiting", show=False),
        Binding("e", "edit", "save and edit", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", show=False),
        Binding("home", "scroll(-99999)", show=False),
        Binding("end", "scroll(99999)", show=False),
    ]
    HELP = """\
## Preview of a change

Above are the lines that will be added to the file of the base, below the questions whose answers will change.
**Enter** saves once these are known, **Ctrl+S** at once, and **Esc** discards the change.
"""
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, planned: Planned, trying: Trying) -> None:
        """Create the dialog.

        Args:
            planned: The change.
            trying: Computes the impact.
        """
        what = f"Add a phrasing to {planned.entry}" if planned.entry else "Add the draft of a new entry"
        super().__init__(safe_line(what, 300), classes="picker")
        self._planned = planned
        self._trying = trying
        self._gone = False
        self._impact = Static("", id="impact", markup=False)
        self._hints = Hints()
        self._progress = LOOKING
        self.known = False
        """Whether the impact has been computed or cannot be computed."""

    def parts(self) -> ComposeResult:
        """Yield diff, impact and keys."""
        edit = self._planned.edit
        where = [safe_line(f"{edit.path}:{edit.line}", 1000)]
        # The question of the changed entry, too, because few users know entries by id.
        target = [safe_line(self._planned.target, 300)] if self._planned.target else []
        head = [Paragraph(Content.styled(words, "$quiet")) for words in [*target, *where]]
        if self._planned.warning:
            head.append(Paragraph(Content.styled(self._planned.warning, "$warning")))
        with VerticalScroll(classes="body"):
            around = 0 if self.app.size.height < ROOMY else 1
            yield Static(Page((*head, *diff_lines(edit.diff(), around), BLANK)), markup=False)
            yield self._impact
        yield self._hints

    def on_mount(self) -> None:
        """Start computing the impact."""
        self._offer()
        self._show_progress()
        self.set_interval(TOLD_EVERY, self._show_progress)
        self.run_worker(self._find_out())

    def on_unmount(self) -> None:
        """Cancel the computation."""
        self._gone = True

    async def _find_out(self) -> None:
        impact = self._impact
        try:
            found = await self._trying(self._tell)
        except ImpactCancelled:
            return
        except AssistantError as error:
            impact.update(Content.styled(f"The impact is not known: {error.message}", "$second"))
        else:
            impact.update(Page(tuple(impact_lines(found))))
        self.known = True
        self._offer()
        self.call_after_refresh(self._offer)  # after the layout, when the height is known

    def _tell(self, stage: str, share: float) -> None:
        """Show progress; called from the computing thread."""
        if self._gone:
            raise ImpactCancelled
        self._progress = f"{LOOKING} {stage}, {share:.0%}"

    def _show_progress(self) -> None:
        if not self.known:
            self._impact.update(Content.styled(safe_line(self._progress, 400), "$quiet"))

    def _offer(self) -> None:
        # Enter saves only once the impact is known, so that a double Enter in the picker does not save by accident.
        save = ("enter", "save") if self.known else ("ctrl+s", "save without waiting")
        edit = () if self._planned.entry else (("e", "save and open in $EDITOR"),)
        more = (("down", "more"),) if any(one.max_scroll_y for one in self.query(VerticalScroll)) else ()
        self._hints.offer(save, *edit, *more, ("escape", "cancel"))

    def action_save(self) -> None:
        """Save, if the impact is known."""
        if self.known:
            self.dismiss("save")

    def action_edit(self) -> None:
        """Save a new entry, and open it in the editor."""
        if not self._planned.entry:
            self.dismiss("edit")


def diff_lines(diff: str, around: int = 1) -> list[Paragraph]:
    """Return a unified diff without headers, as paragraphs.

    Args:
        diff: The diff.
        around: Lines of context.
    """
    lines = [line for line in diff.split("\n") if not line.startswith(("---", "+++", "@@"))]
    changed = {at for at, line in enumerate(lines) if line[:1] in _DIFF_STYLES}
    near = {at + step for at in changed for step in range(-around, around + 1)}
    return [_diff_line(safe_text(line)) for at, line in enumerate(lines) if at in near and line[1:].strip()]


def _diff_line(line: str) -> Paragraph:
    style = _DIFF_STYLES.get(line[:1], "$quiet")
    words = line[1:].lstrip(" ")
    lead = f"{line[:1]} {' ' * min(len(line) - 1 - len(words), DEEPEST)}"
    return Paragraph(
        Content.styled(words, style), Content.styled(lead, style), Content(" " * (len(lead) + 2))
    )


def impact_lines(impact: Impact) -> list[Paragraph]:
    """Return the impact: a summary, then each changed question with both answers."""
    style = "bold $second" if impact.worse else "bold $accent" if impact.better else "bold"
    paragraphs = [Paragraph(Content.styled(impact.summary, style))]
    paragraphs += [Paragraph(Content.styled(safe_line(note, 600), "$quiet")) for note in impact.notes]
    for change in impact.changes[:LISTED]:
        paragraphs += [BLANK, *_shift_lines(change)]
    if len(impact.changes) > LISTED:
        paragraphs += [BLANK, Paragraph(Content.styled(impact.rest_text(LISTED), "$quiet"))]
    return paragraphs


def _shift_lines(change: AnswerChange) -> list[Paragraph]:
    verdict = {"worse": "$second", "better": "$accent"}.get(change.verdict, "$quiet")
    head = Content.assemble(
        safe_line(change.question, 300),
        "  ",
        (f"({safe_line(change.place, 200)})", "$quiet"),
        "  ",
        (change.verdict, verdict),
    )
    return [
        Paragraph(head, rest=Content("  ")),
        _response_line("- ", change.before, "$second"),
        _response_line("+ ", change.after, "$accent"),
    ]


def _response_line(lead: str, response: Response, style: str) -> Paragraph:
    text = Content.styled(response_text(response), style)
    return Paragraph(text, Content.styled(lead, style), Content("  "))
