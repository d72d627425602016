"""Teach phrasings and resolve inbox questions: choose an entry, preview the change, save or discard it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from textual.app import SuspendNotSupported

from assistant.conversation.turn import Turn
from assistant.curation.curator import WRITE_IT, Curator, Planned, Waiting
from assistant.curation.entry_search import EntrySearch
from assistant.errors import AssistantError
from assistant.sanitize import safe_line
from assistant.tui.dialogs.impact import ImpactDialog
from assistant.tui.dialogs.picker import Item, Picker

if TYPE_CHECKING:
    from textual.signal import Signal

    from assistant.curation.curator import Progress
    from assistant.curation.grouping import Group
    from assistant.evaluation.impact import Impact
    from assistant.tui.chat_view import ChatView

T = TypeVar("T")


class StepResult(NamedTuple):
    """The result of a step, for the user."""

    words: str
    warning: bool = False


class CurationController:
    """Runs each step of teaching and the inbox off the event loop."""

    def __init__(self, screen: ChatView) -> None:
        """Create the controller.

        Args:
            screen: The chat.
        """
        self._screen = screen

    @property
    def base_changed(self) -> Signal[None]:
        """Published when a changed base has been loaded."""
        return self._screen.base_changed

    @property
    def _curator(self) -> Curator:
        curator = self._screen.services.curator
        assert curator is not None  # the actions are disabled without one
        return curator

    async def teach(self, turn: Turn, words: str = "") -> StepResult | None:
        """Choose the entry that should have answered a question, and add the question as a phrasing.

        Args:
            turn: The question's turn.
            words: The initial filter of the entries.

        Returns:
            The result; ``None`` if no entry was chosen.
        """
        entry = await self._choose_entry(turn, words)
        if entry is None:
            return None
        return await self._carry_out(partial(self._curator.plan_phrasing, entry, turn.question))

    async def look(self) -> tuple[Sequence[Waiting], str, str]:
        """Return the open groups, the step that can be undone, and what to say if there are no groups."""
        curator = self._curator
        return await self._aside(lambda: (curator.waiting(), curator.last_step(), curator.nothing()))

    async def accept(self, group: Group, entry: str) -> StepResult | None:
        """Add a group's question as a phrasing of an entry."""
        return await self._carry_out(partial(self._curator.plan_phrasing, entry, group.question, group))

    async def accept_elsewhere(self, group: Group) -> StepResult | None:
        """Choose an entry, and add a group's question as its phrasing."""
        near = Turn(group.question, "no_match")
        entry = await self._choose_entry(near)
        return await self.accept(group, entry) if entry is not None else None

    async def start_entry(self, group: Group) -> StepResult | None:
        """Choose a section if there are several, and add the draft of an entry for a group."""
        section = await self._choose_section(group)
        return await self._carry_out(partial(self._curator.plan_draft, section, group)) if section else None

    async def dismiss(self, group: Group) -> StepResult:
        """Dismiss a group."""
        return await self._step(partial(self._curator.dismiss, group), f"Dismissed: {group.question}")

    async def undo(self) -> StepResult:
        """Undo the last step."""
        return await self._step(self._curator.undo, "Undone: ")

    async def _step(self, call: Callable[[], str | None], words: str) -> StepResult:
        """Run a step, and return some words and its description."""
        try:
            return StepResult(f"{words}{await self._aside(call) or ''}")
        except AssistantError as error:
            return StepResult(error.message, warning=True)

    async def _aside(self, call: Callable[[], T]) -> T:
        return await self._screen.runner.aside(call)

    async def _choose_entry(self, turn: Turn, words: str = "") -> str | None:
        open_base = self._screen.services.open_base
        titles = {section.id: section.title for section in open_base.sections}
        searches: list[EntrySearch] = []

        def find(typed: str) -> list[Item]:
            if not searches:
                searches.append(EntrySearch(turn, open_base))
            rows = searches[0].find(typed)
            return [Item(row.id, row.question, titles.get(row.section, "")) for row in rows]

        async def search(typed: str) -> list[Item] | None:
            return await self._screen.runner.latest("meant", partial(find, typed))

        title = f"Which question does “{safe_line(turn.question, 300)}” ask?"
        return await self._screen.app.push_screen_wait(Picker(title, (), words=words, search=search))

    async def _choose_section(self, group: Group) -> str | None:
        sections = self._screen.services.open_base.sections
        if len(sections) == 1:
            return sections[0].id
        likely = await self._aside(partial(self._curator.section_for, group))
        items = [Item(section.id, section.title, section.locator, section.id) for section in sections]
        items.sort(key=lambda item: item.id != likely)
        return await self._screen.app.push_screen_wait(Picker("In which section?", items))

    async def _carry_out(self, plan: Callable[[], Planned]) -> StepResult | None:
        """Preview a planned change, and save it if the user confirms."""
        try:
            planned = await self._aside(plan)
            decision = await self._screen.app.push_screen_wait(
                ImpactDialog(planned, partial(self._try, planned))
            )
            if decision is None:
                return None
            await self._aside(partial(self._curator.save, planned))
        except AssistantError as error:
            return StepResult(error.message, warning=True)
        if decision == "edit":
            return self._edit(planned)
        place = f"{planned.edit.path.name}:{planned.edit.line}"
        if planned.entry:
            return StepResult(f"Saved in {place} as a phrasing of {planned.entry}")
        return StepResult(f"Draft in {place}. {WRITE_IT}")

    async def _try(self, planned: Planned, progress: Progress) -> Impact:
        return await self._screen.runner.aside(partial(self._curator.impact, planned, progress))

    def _edit(self, planned: Planned) -> StepResult:
        edit = planned.edit
        try:
            with self._screen.app.suspend():
                self._screen.services.open_editor(edit.path, edit.line)
        except SuspendNotSupported:
            return StepResult(
                f"Saved. No editor can be opened from here: {edit.path}:{edit.line}", warning=True
            )
        except AssistantError as error:
            return StepResult(f"Saved in {edit.path.name}:{edit.line}. {error.message}", warning=True)
        return StepResult(f"Edited {edit.path.name}")
