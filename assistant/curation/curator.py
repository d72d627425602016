"""What a curator does from within a conversation: teach a phrasing, work off the inbox, see first what it changes.

One place for the chat, plain mode and the commands. Nothing here asks or shows anything: changes are planned, tried
and made in three steps, so that a face can show each before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation import turn as turns
from assistant.curation.grouping import Ask, Group, Proposal, grouped, propose
from assistant.paths import database_file
from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import normalized_question, stored_question

if TYPE_CHECKING:
    from assistant.base.editing import Edit
    from assistant.conversation.library import Library
    from assistant.evaluation.impact import Impact

LEAST = 15.0
"""Score (0-100) below which naming an entry would only mislead."""
CANDIDATES = 5
LIVE = 100
"""Groups for which the base is asked what it makes of them by now; for others the candidates of the time are told."""

Progress = Callable[[str, float], None]
Notice = Callable[[str], None]


class Waiting(NamedTuple):
    """A group of the inbox, and the entry it may belong to."""

    group: Group
    proposal: Proposal | None


class Planned(NamedTuple):
    """A change that was worked out and not yet made."""

    edit: Edit
    question: str
    """The wording that is added."""
    entry: str = ""
    """The entry it is added to; empty for a new one."""
    target: str = ""
    """That entry's question."""
    group: Group | None = None
    """The group of the inbox that it settles."""


class Curator:
    """Changes to one base. Its methods may take long, and may be called from any thread."""

    def __init__(
        self,
        library: Library,
        paths: Sequence[Path],
        *,
        labelled: Sequence[Path] = (),
        inbox: Inbox | None = None,
        notice: Notice = lambda text: None,
        apart: bool = False,
    ) -> None:
        """Open nothing yet.

        Args:
            library: The open base.
            paths: The files and directories it was read from.
            labelled: Files of labelled questions that the settings name; a change is tried on them, too.
            inbox: The inbox; by default the one of this machine, whatever the settings say of keeping more.
            notice: Told in one line what cannot be read or kept.
            apart: Try changes in a process of their own: for a face that must not stand still.
        """
        self._library = library
        self._paths = tuple(paths)
        self._labelled = tuple(labelled)
        self._notice = notice
        self._apart = apart
        self._inbox = inbox or Inbox(Database(database_file(), notice), library.title)

    def waiting(self) -> list[Waiting]:
        """The open groups that were asked of this base, most frequent first."""
        ask = asker(self._library)
        groups = enumerate(self._groups())
        return [Waiting(group, propose(group, ask if at < LIVE else None)) for at, group in groups]

    def last_step(self) -> str:
        """The step that :meth:`undo` would take back, in words; empty when there is none."""
        steps = self._inbox.resolutions()
        return f"{steps[-1].action} “{safe_line(steps[-1].summary, 60)}”" if steps else ""

    def plan_phrasing(self, entry: str, phrasing: str, group: Group | None = None) -> Planned:
        """Work out how to add a phrasing to an entry.

        Args:
            entry: Id of the entry.
            phrasing: The wording.
            group: The group of the inbox that is settled with it; by default the one that holds the wording.

        Raises:
            EditError: It cannot be done, and why.
            BaseError: The base has problems.
        """
        from assistant.base.editing import check_writable, plan_phrasing_in

        edit = plan_phrasing_in(self._paths, entry, phrasing)
        check_writable(edit.path)  # not after a person has waited for what it changes
        known = self._library.entry(entry)
        target = known.question if known is not None else ""
        return Planned(edit, phrasing, entry, target, group or self._group_of(phrasing))

    def _group_of(self, question: str) -> Group | None:
        """The open group that holds a wording."""
        wanted = normalized_question(stored_question(question))
        return next(
            (
                one
                for one in self._groups()
                if any(normalized_question(text) == wanted for text, _ in one.wordings)
            ),
            None,
        )

    def _groups(self) -> list[Group]:
        return [one for one in grouped(self._inbox.questions()) if one.base in ("", self._library.title)]

    def plan_entry(self, section: str, group: Group) -> Planned:
        """Work out how to start an entry for a group, its answer still to be written.

        Raises:
            EditError: It cannot be done, and why.
        """
        from assistant.base.editing import check_writable
        from assistant.curation.steps import plan_start

        edit = plan_start(group, section, self._paths)
        check_writable(edit.path)
        return Planned(edit, group.question, group=group)

    def impact(self, planned: Planned, progress: Progress) -> Impact:
        """Which questions would get another answer.

        Args:
            planned: The change.
            progress: Told the stage and the share of it that is done (0-1); what it raises ends the search.

        Raises:
            AssistantError: It cannot be found out, and why.
        """
        notes: list[str] = []

        def note(text: str) -> None:
            notes.append(text)
            self._notice(text)

        if self._apart:
            from assistant.evaluation.preview_process import preview_apart as preview
        else:
            from assistant.evaluation.preview import preview
        impact = preview(self._paths, planned.edit, usual=self._labelled, notice=note, progress=progress)
        return impact._replace(notes=tuple(notes))

    def save(self, planned: Planned) -> None:
        """Make a change, and settle the group it is for.

        Raises:
            EditError: Nothing was changed, and why.
        """
        from assistant.curation.steps import accept, start_entry, teach

        if planned.group is None:
            teach(self._inbox, planned.question, planned.entry, planned.edit)
        elif planned.entry:
            accept(self._inbox, planned.group, planned.entry, planned.edit)
        else:
            start_entry(self._inbox, planned.group, planned.edit)

    def dismiss(self, group: Group) -> None:
        """Settle a group without doing anything about it.

        Raises:
            EditError: It could not be noted.
        """
        from assistant.curation.steps import dismiss

        dismiss(self._inbox, group)

    def undo(self) -> str:
        """Take the last step back.

        Returns:
            What was taken back, in words.

        Raises:
            EditError: There is none, or its file has changed since; nothing was changed.
        """
        from assistant.curation.steps import undo

        told = self.last_step()
        undo(self._inbox)
        return told

    def section_for(self, group: Group) -> str | None:
        """As the function of that name."""
        return section_for(group, self._library)


def asker(library: Library) -> Ask:
    """What a base proposes for a question: its best candidate, unless that is hardly likely."""

    def ask(question: str, refused: frozenset[str]) -> Proposal | None:
        turn = library.conversation(top_k=CANDIDATES).ask(question, alone=True)
        answered = turn.status in (turns.ANSWERED, turns.NOT_IN_SOURCE)
        for one in turn.candidates:
            if one.entry not in refused and one.score >= LEAST:
                return Proposal(one.entry, one.question, one.score, answered and one.entry == turn.entry)
        return None

    return ask


def section_for(group: Group, library: Library) -> str | None:
    """The section a new entry belongs to: the nearest entry's, or the only one; ``None`` if there is no telling."""
    proposal = propose(group, asker(library))
    entry = library.entry(proposal.entry) if proposal is not None else None
    if entry is not None and entry.section:
        return entry.section
    sections = [section.id for section in library.sections]
    return sections[0] if len(sections) == 1 else None


def times(group: Group) -> str:
    """How often it was asked, in words."""
    return "once" if group.asked == 1 else f"{group.asked} times"


def other_wordings(group: Group, most: int = 5) -> str:
    """The wordings besides the leading one, in one line; empty when there are none."""
    others = "; ".join(safe_line(wording, 200) for wording, _ in group.wordings[1 : most + 1])
    more = len(group.wordings) - most - 1
    return f"{others}; {more} more" if more > 0 else others


def circumstances(group: Group) -> str:
    """Why a group was kept, what it was about, and when it was last asked."""
    why = (reason if count == group.asked else f"{reason} {count}" for reason, count in group.reasons)
    about = [f"about {safe_line(group.about, 200)}"] if group.about else []
    return ", ".join([*why, *about, f"last asked {group.last[:10] or 'some time'}"])


def proposal_text(proposal: Proposal | None) -> str:
    """What a base makes of a group by now, in words."""
    if proposal is None:
        return "nothing comes near: a new entry?"
    question = f": {safe_line(proposal.question, 300)}" if proposal.question else ""
    verb = "by now answered by" if proposal.answered else "perhaps"
    return f"{verb} {proposal.entry}{question} · {proposal.score:.0f}"
