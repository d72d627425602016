"""The inbox: unanswered questions, grouped by similarity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.curation.curator import Waiting, circumstances, other_wordings, proposal_text
from assistant.sanitize import safe_line
from assistant.tui.dialogs.dialog import Dialog
from assistant.tui.page import Page, Paragraph
from assistant.tui.widgets.hints import Hints

if TYPE_CHECKING:
    from assistant.curation.grouping import Group
    from assistant.tui.controllers.curation import CurationController, StepResult

INDENT = Content("  ")


class InboxScreen(Dialog[None]):
    """A list of groups, most frequent first, resolved by keys and clicks."""

    BINDINGS: ClassVar = [
        Binding("escape,q", "dismiss", "close"),
        Binding("a", "accept", "accept"),
        Binding("o", "other", "other entry"),
        Binding("n", "new", "new entry"),
        Binding("d", "dismiss_group", "dismiss"),
        Binding("u", "undo", "undo"),
    ]
    HELP = """\
## Inbox

Questions that found no confident answer, or whose answer was marked as wrong, in groups of similar ones; the most
frequent come first. **a** adds the question as a phrasing of the proposed entry, **o** of another one, and **n**
drafts a new entry and opens it in your editor. A preview comes before anything is saved. **d** dismisses the group,
and **u** undoes the last step.
"""
    AUTO_FOCUS = "OptionList"

    def __init__(self, curating: CurationController) -> None:
        """Create the screen.

        Args:
            curating: Runs the actions.
        """
        super().__init__("Inbox", classes="picker inbox")
        self._curating = curating
        self._waiting: Sequence[Waiting] = ()
        self._last_step = ""
        # Stored instead of queried, because results may arrive after the screen has been closed.
        self._list = OptionList(markup=False)
        self._remark = Static("", classes="remark", markup=False)
        self._remark.display = False
        self._hints = Hints()

    def parts(self) -> ComposeResult:
        """Yield list, message and keys."""
        yield self._list
        yield self._remark
        yield self._hints

    def on_mount(self) -> None:
        """Load the groups, and reload them after a change of the base."""
        self.run_worker(self._reload())
        self._curating.base_changed.subscribe(self, lambda _: self._reload())

    async def _reload(self) -> None:
        waiting, self._last_step, nothing = await self._curating.look()
        if not self.is_attached:
            return
        place = self._place_in(waiting)
        self._waiting = waiting
        many = f": {len(waiting)} question{'s' * (len(waiting) != 1)} without an answer" if waiting else ""
        self.entitle(f"Inbox{many}")
        choices = self._list
        choices.clear_options()
        for number, one in enumerate(waiting):
            choices.add_options([*([None] if number else []), Option(group_page(one))])
        if waiting:
            choices.highlighted = place
        else:
            choices.add_option(Option(Content.styled(nothing, "$quiet"), disabled=True))
        self._offer()

    def _place_in(self, waiting: Sequence[Waiting]) -> int:
        """Return the line to highlight: the same group as before, or the group that has taken its place."""
        here = self._here()
        number = here.group.number if here is not None else 0
        before = self._list.highlighted or 0
        places = (at for at, one in enumerate(waiting) if one.group.number == number)
        return next(places, max(0, min(before, len(waiting) - 1)))

    def _offer(self) -> None:
        here = self._here()
        keys: list[tuple[str, str]] = []
        if here is not None:
            keys += [("a", "accept")] if here.proposal is not None else []
            keys += [("o", "other entry"), ("n", "new entry"), ("d", "dismiss")]
        keys += [("u", "undo")] if self._last_step else []
        self._hints.offer(*keys, ("escape", "close"))

    def _here(self) -> Waiting | None:
        place = self._list.highlighted
        return self._waiting[place] if place is not None and place < len(self._waiting) else None

    def _do(self, step: Callable[[], object]) -> None:
        """Run one action at a time; it may open dialogs."""
        self.run_worker(self._done(step), group="step", exclusive=True)

    def _do_to_group(self, step: Callable[[Group], object]) -> None:
        here = self._here()
        if here is not None:
            self._do(partial(step, here.group))

    async def _done(self, step: Callable[[], object]) -> None:
        told: StepResult | None = await step()  # type: ignore[misc]
        if told is None or not self.is_attached:
            return
        words = Content.styled(safe_line(told.words, 600), "$second" if told.warning else "$quiet")
        self._remark.update(words)
        self._remark.display = True
        await self._reload()

    @on(OptionList.OptionHighlighted)
    def offer_keys(self, event: OptionList.OptionHighlighted) -> None:
        """Show the keys for the highlighted group."""
        event.stop()
        self._offer()

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Accept the proposed entry, or choose one if there is none."""
        event.stop()
        here = self._here()
        if here is not None and here.proposal is None:
            self.action_other()
        else:
            self.action_accept()

    def action_accept(self) -> None:
        """Add the question as a phrasing of the proposed entry."""
        here = self._here()
        if here is not None and here.proposal is not None:
            entry = here.proposal.entry
            self._do(lambda: self._curating.accept(here.group, entry))

    def action_other(self) -> None:
        """Add the question as a phrasing of another entry."""
        self._do_to_group(self._curating.accept_elsewhere)

    def action_new(self) -> None:
        """Add the draft of an entry for the question."""
        self._do_to_group(self._curating.start_entry)

    def action_dismiss_group(self) -> None:
        """Dismiss the group."""
        self._do_to_group(self._curating.dismiss)

    def action_undo(self) -> None:
        """Undo the last step."""
        if self._last_step:
            self._do(self._curating.undo)


def group_page(waiting: Waiting) -> Page:
    """Return a group as a page: question, count, other phrasings, reason and proposed entry."""
    group = waiting.group
    count = Content.styled(f"{group.asked}×", "$quiet") if group.asked > 1 else Content("")
    paragraphs = [Paragraph(Content.styled(safe_line(group.question, 300), "bold"), rest=INDENT, right=count)]
    others = other_wordings(group, 3)
    if others:
        paragraphs.append(Paragraph(Content.styled(f"also: {others}", "$quiet"), INDENT, INDENT))
    paragraphs.append(Paragraph(Content.styled(circumstances(group), "$quiet"), INDENT, INDENT))
    style = "$accent" if waiting.proposal is not None else "$quiet"
    paragraphs.append(Paragraph(Content.styled(proposal_text(waiting.proposal), style), INDENT, INDENT))
    return Page(tuple(paragraphs))
