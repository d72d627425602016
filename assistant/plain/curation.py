"""Teaching and the inbox in plain mode, as a sequence of numbered choices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from assistant.conversation.turn import Turn
from assistant.curation.curator import (
    WRITE_IT,
    Curator,
    Planned,
    Waiting,
    circumstances,
    other_wordings,
    proposal_text,
    times,
)
from assistant.curation.entry_search import EntrySearch, Row
from assistant.errors import UsageError
from assistant.plain.choices import Choice
from assistant.plain.impact_format import diff_lines, impact_lines
from assistant.sanitize import safe_line
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    from assistant.curation.grouping import Group
    from assistant.plain.session import PlainSession

LISTED = 12
"""Number of entries offered at once."""

Plan = Callable[[str], Planned]
"""Plans a change for the id of an entry or section."""


class Curation:
    """The curation steps of one session."""

    def __init__(self, session: PlainSession) -> None:
        """Create the steps of a session."""
        self._session = session
        self._curator = Curator(session.open_base, session.paths, notice=session.notice)

    def teach(self, turn: Turn, words: str) -> None:
        """Offer the entries that may be the right answer to a turn.

        Args:
            turn: The turn.
            words: The id of the entry, or words of its question.
        """
        self._offer_entries(turn, words, partial(self._curator.plan_phrasing, phrasing=turn.question))

    def inbox(self) -> None:
        """List the unanswered questions."""
        waiting = self._curator.waiting()
        choices = [
            Choice(f"{one.group.question} ({times(one.group)})", run=partial(self._open, one))
            for one in waiting
        ]
        step = self._curator.last_step()
        if step:
            choices.append(Choice(f"undo the last step: {step}", run=self._undo))
        self._session.offer(choices, "Unanswered questions:" if waiting else self._curator.nothing())

    def _open(self, waiting: Waiting) -> None:
        """Describe a group and offer the steps."""
        group, proposal = waiting
        others = other_wordings(group)
        details = [f"also asked: {others}."] if others else []
        for text in (*details, f"{circumstances(group)}.", proposal_text(proposal)):
            self._session.say(wrapped(text[:1].upper() + text[1:], self._session.out))
        plan = partial(self._curator.plan_phrasing, phrasing=group.question, group=group)
        choices = [
            Choice(
                "accept as a phrasing of another entry",
                run=partial(self._offer_entries, Turn(group.question, "no_match"), "", plan),
            ),
            Choice("draft a new entry", run=partial(self._start, group)),
            Choice("dismiss", run=partial(self._dismiss, group)),
            Choice("back to the inbox", run=self.inbox),
        ]
        if proposal is not None:
            accept = partial(self._propose, plan, proposal.entry)
            choices.insert(0, Choice(f"accept as a phrasing of {proposal.entry}", run=accept))
        self._session.offer(choices, f"What to do with “{safe_line(group.question, 200)}”?")

    def _offer_entries(self, turn: Turn, words: str, plan: Plan) -> None:
        search = EntrySearch(turn, self._session.open_base)
        if search.has(words):
            self._propose(plan, words)
            return
        found = search.find(words)
        if not found:
            raise UsageError(f"No question contains {safe_line(words, 100)}. /contents lists the questions.")
        self._offer_rows(found, turn.question, plan)

    def _offer_rows(self, rows: list[Row], question: str, plan: Plan) -> None:
        """Offer the first entries, and a choice that offers the next ones."""
        choices = [Choice(row.question, run=partial(self._propose, plan, row.id)) for row in rows[:LISTED]]
        if rows[LISTED:]:
            more = partial(self._offer_rows, rows[LISTED:], question, plan)
            choices.append(Choice("more questions", run=more))
        self._session.offer(choices, f"Which question does “{safe_line(question, 200)}” ask?")

    def _start(self, group: Group) -> None:
        likely = self._curator.section_for(group)
        sections = sorted(self._session.open_base.sections, key=lambda section: section.id != likely)
        plan = partial(self._curator.plan_draft, group=group)
        choices = [Choice(one.title, run=partial(self._propose, plan, one.id)) for one in sections]
        self._session.offer(choices, "In which section?")

    def _propose(self, plan: Plan, id: str) -> None:
        """Show a planned change and its impact, and offer to save it."""
        planned = plan(id)
        out = self._session.out
        # One message instead of a progress bar, which a screen reader would read again and again.
        self._session.say(wrapped("Computing the impact on other questions. Press Ctrl+C to cancel.", out))
        try:
            impact = self._curator.impact(planned, lambda stage, share: None)
        except KeyboardInterrupt:
            self._cancel()
            return
        self._session.say([*diff_lines(planned.edit, out), "", *impact_lines(impact, out)])
        if planned.warning:
            self._session.say(wrapped(planned.warning, out))
        save = Choice("save", run=partial(self._save, planned), words=("y", "yes"))
        cancel = Choice("cancel", run=self._cancel, words=("n", "no"))
        self._session.offer([save, cancel], "Save this change? (y/n)")

    def _save(self, planned: Planned) -> None:
        self._curator.save(planned)
        place = f"{safe_line(str(planned.edit.path), 1000)}:{planned.edit.line}"
        self._say(f"Saved in {place}.{'' if planned.entry else f' {WRITE_IT}'}")

    def _cancel(self) -> None:
        self._say("Nothing was changed.")

    def _dismiss(self, group: Group) -> None:
        self._curator.dismiss(group)
        self._say(f"Dismissed: {safe_line(group.question, 200)}")

    def _undo(self) -> None:
        self._say(f"Undone: {self._curator.undo()}")

    def _say(self, text: str) -> None:
        """Print the outcome of a step, and withdraw its choices."""
        self._session.choices = []
        self._session.say(wrapped(text, self._session.out))
