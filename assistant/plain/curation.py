"""Teaching and the inbox in plain mode: numbered choices that lead from one step to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from assistant.conversation.turn import Turn
from assistant.curation.curator import (
    Curator,
    Planned,
    Waiting,
    circumstances,
    other_wordings,
    proposal_text,
    times,
)
from assistant.curation.entry_search import Meant, Row
from assistant.errors import UsageError
from assistant.plain.choices import Choice
from assistant.plain.impact_format import diff_lines, impact_lines
from assistant.sanitize import safe_line
from assistant.storage.settings import load_settings
from assistant.terminal.output import note
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    from assistant.curation.grouping import Group
    from assistant.plain.session import PlainSession

LISTED = 12
"""Questions of the base that are offered at once."""

LOOKING = "Looking which questions would get another answer. Ctrl+C gives up."


class Curating:
    """One curator's steps."""

    def __init__(self, session: PlainSession) -> None:
        """Open what the settings name.

        Args:
            session: The conversation.
        """
        self._session = session
        settings = load_settings(notice=note)
        self._curator = Curator(session.library, session.paths, labelled=settings.eval_files, notice=note)

    def teach(self, turn: Turn, words: str) -> None:
        """Offer the questions that a turn may have meant.

        Args:
            turn: The turn.
            words: An entry's id, or words that its question has.
        """
        self._offer_entries(turn, words, lambda entry: self._curator.plan_phrasing(entry, turn.question))

    def inbox(self) -> None:
        """List what waits."""
        waiting = self._curator.waiting()
        choices = [
            self._do(f"{one.group.question} ({times(one.group)})", partial(self._open, one))
            for one in waiting
        ]
        step = self._curator.last_step()
        if step:
            choices.append(self._do(f"undo the last step: {step}", self._undo))
        head = "Questions without an answer:" if waiting else "No question waits for an answer."
        self._session.offer(choices, head)

    def _open(self, waiting: Waiting) -> None:
        """One group: what is known of it, and what can be done."""
        group, proposal = waiting
        others = other_wordings(group)
        told = [f"Also asked: {others}."] if others else []
        out = self._session.out
        for text in [*told, f"{circumstances(group)}.", proposal_text(proposal)]:
            self._session.say(wrapped(text[:1].upper() + text[1:], out))
        choices = []
        if proposal is not None:
            accept = partial(self._propose, partial(self._accepted, group, proposal.entry))
            choices.append(self._do(f"accept as a phrasing of {proposal.entry}", accept))
        choices += [
            self._do("accept as a phrasing of another question", partial(self._elsewhere, group)),
            self._do("start a new entry", partial(self._start, group)),
            self._do("dismiss", partial(self._dismiss, group)),
            self._do("back to the inbox", self.inbox),
        ]
        self._session.offer(choices, f"What about “{safe_line(group.question, 200)}”?")

    def _accepted(self, group: Group, entry: str) -> Planned:
        return self._curator.plan_phrasing(entry, group.question, group)

    def _elsewhere(self, group: Group) -> None:
        self._offer_entries(Turn(group.question, "no_match"), "", partial(self._accepted, group))

    def _offer_entries(self, turn: Turn, words: str, plan: Callable[[str], Planned]) -> None:
        meant = Meant(turn, self._session.library)
        if meant.known(words):
            self._propose(partial(plan, words))
            return
        fitting = meant.fitting(words)
        if not fitting:
            raise UsageError(f"No question has the words {safe_line(words, 100)}. /contents lists them.")
        self._offer_rows(fitting, turn.question, plan)

    def _offer_rows(self, rows: list[Row], question: str, plan: Callable[[str], Planned]) -> None:
        """Some of the entries, and a number that leads to the next ones."""
        choices = [
            self._do(row.question, partial(self._propose, partial(plan, row.id))) for row in rows[:LISTED]
        ]
        rest = rows[LISTED:]
        if rest:
            choices.append(self._do("more questions", partial(self._offer_rows, rest, question, plan)))
        self._session.offer(choices, f"Which question does “{safe_line(question, 200)}” ask?")

    def _start(self, group: Group) -> None:
        sections = self._session.library.sections
        likely = self._curator.section_for(group)
        listed = sorted(sections, key=lambda section: section.id != likely)
        choices = [
            self._do(
                section.title, partial(self._propose, partial(self._curator.plan_entry, section.id, group))
            )
            for section in listed
        ]
        self._session.offer(choices, "In which section?")

    def _propose(self, plan: Callable[[], Planned]) -> None:
        """Tell what would be written and what that changes, and offer to save it."""
        planned = plan()
        out = self._session.out
        self._session.say(
            wrapped(LOOKING, out)
        )  # one line and no more: what moves would be read out again and again
        try:
            impact = self._curator.impact(planned, lambda stage, share: None)
        except KeyboardInterrupt:
            self._leave()
            return
        self._session.say([*diff_lines(planned.edit, out), "", *impact_lines(impact, out)])
        save = self._do("save it", partial(self._save, planned))
        self._session.offer([save, self._do("leave it", self._leave)], "Save this?")

    def _save(self, planned: Planned) -> None:
        self._curator.save(planned)
        where = f"{safe_line(str(planned.edit.path), 1000)}:{planned.edit.line}"
        rest = "" if planned.entry else " Its answer is still to be written."
        self._say(f"Saved in {where}.{rest}")

    def _leave(self) -> None:
        self._say("Nothing was changed.")

    def _dismiss(self, group: Group) -> None:
        self._curator.dismiss(group)
        self._say(f"Dismissed: {safe_line(group.question, 200)}")

    def _undo(self) -> None:
        self._say(f"Taken back: {self._curator.undo()}")

    def _say(self, words: str) -> None:
        self._session.choices = []
        self._session.say(wrapped(words, self._session.out))

    @staticmethod
    def _do(label: str, step: Callable[[], None]) -> Choice:
        return Choice("do", "", label, step)
