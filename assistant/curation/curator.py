"""Changes to a base: teach a phrasing, resolve inbox questions, preview the impact, undo.

The chat, plain mode and the commands all use :class:`Curator`. A change is planned, previewed and saved in three
steps, so that the interface can show each result before the next step. Nothing here prints or prompts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.conversation import turn as turns
from assistant.curation.grouping import Group, Proposal, find, grouped, stored_proposal
from assistant.paths import belongs_to_installation, database_file
from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import normalized_question, stored_question

if TYPE_CHECKING:
    from assistant.base.editing import Edit
    from assistant.base.loader import Version
    from assistant.conversation.open_base import OpenBase
    from assistant.evaluation.impact import Impact

MIN_SCORE = 15.0
"""Score (0-100) below which no entry is proposed."""
CANDIDATES = 5
"""Number of candidates considered for a proposal."""
WRITE_IT = "Write its answer there, and remove the # before its lines."
"""What to do with a saved draft."""
MOST_ASKED = 100
"""Maximum number of groups for which the base is asked. The others use the candidates stored with the question."""

Progress = Callable[[str, float], None]
Notice = Callable[[str], None]


class Waiting(NamedTuple):
    """A group of unanswered questions."""

    group: Group
    proposal: Proposal | None
    """The entry that may answer it."""


class Planned(NamedTuple):
    """A change that has been planned but not saved."""

    edit: Edit
    question: str
    """The phrasing to add."""
    entry: str = ""
    """Id of the entry that gets the phrasing; empty for a new entry."""
    target: str = ""
    """The question of that entry."""
    group: Group | None = None
    """The inbox group that the change resolves."""

    @property
    def warning(self) -> str:
        """What speaks against saving; empty if nothing does."""
        return installation_warning(self.edit.path)


class Curator:
    """Edits one base. Methods may be slow and may be called from any thread."""

    def __init__(
        self,
        open_base: OpenBase,
        paths: Sequence[Path],
        *,
        inbox: Inbox | None = None,
        notice: Notice = lambda text: None,
        subprocess: bool = False,
        known: Sequence[Version] = (),
    ) -> None:
        """Create a curator.

        Args:
            open_base: The open base.
            paths: The files and directories of the base.
            inbox: The inbox; by default the user's, even if recording is turned off.
            notice: Called with one line about anything that cannot be read or written.
            subprocess: Compute the impact in another process, so that the chat stays responsive.
            known: Versions of the base that may be parsed already.
        """
        self.open_base = open_base
        self._paths = tuple(paths)
        self._notice = notice
        self._subprocess = subprocess
        self._known = known
        self._inbox = inbox or Inbox(Database(database_file(), notice), open_base.identity)

    @property
    def readable(self) -> bool:
        """Whether the inbox could be read so far; the problem has been reported."""
        return not self._inbox.database.failed

    def nothing(self) -> str:
        """Return what to say if no question is waiting."""
        return "The inbox is empty." if self.readable else "The inbox cannot be read."

    def waiting(self) -> list[Waiting]:
        """Return the open groups of this base, the most frequent first."""
        groups = enumerate(self._groups())
        return [
            Waiting(one, (self.propose if at < MOST_ASKED else stored_proposal)(one)) for at, one in groups
        ]

    def group(self, number: int) -> Group | None:
        """Return the open group of this base that is listed under a number."""
        return find(self._groups(), number)

    def propose(self, group: Group) -> Proposal | None:
        """Return the best candidate for a group in the language of the base, without those that users rejected."""
        turn = self.open_base.conversation(top_k=CANDIDATES).ask(group.question, alone=True)
        if turn.reason == turns.LANGUAGE:
            return None
        answered = turn.status in (turns.ANSWERED, turns.NOT_IN_SOURCE)
        for one in turn.candidates:
            if one.entry not in group.rejected and one.score >= MIN_SCORE:
                return Proposal(one.entry, one.question, one.score, answered and one.entry == turn.entry)
        return None

    def section_for(self, group: Group) -> str | None:
        """Return the section of the proposed entry, or the only section; ``None`` if unclear."""
        proposal = self.propose(group)
        entry = self.open_base.entry(proposal.entry) if proposal is not None else None
        if entry is not None and entry.section:
            return entry.section
        sections = self.open_base.sections
        return sections[0].id if len(sections) == 1 else None

    def last_step(self) -> str:
        """Describe the step that :meth:`undo` would undo; empty if there is none."""
        steps = self._inbox.resolutions()
        return f"{steps[-1].action} “{safe_line(steps[-1].summary, 60)}”" if steps else ""

    def plan_phrasing(self, entry: str, phrasing: str, group: Group | None = None) -> Planned:
        """Plan adding a phrasing to an entry.

        Args:
            entry: Id of the entry.
            phrasing: The phrasing.
            group: The group to resolve; by default the open group that contains the phrasing.

        Raises:
            EditError: The file cannot be changed.
            BaseError: The base has problems.
        """
        from assistant.base.editing import check_writable, plan_phrasing

        edit = plan_phrasing(self._paths, entry, phrasing, self._known)
        check_writable(edit.path)  # fail before the user waits for the impact
        known = self.open_base.entry(entry)
        target = known.question if known is not None else ""
        return Planned(edit, phrasing, entry, target, group or self._group_of(phrasing))

    def plan_draft(self, section: str, group: Group) -> Planned:
        """Plan the draft of an entry for a group.

        Raises:
            EditError: The file cannot be changed.
        """
        from assistant.base.editing import check_writable, plan_draft

        edit = plan_draft(self._paths, section, group.question, self._known)
        check_writable(edit.path)
        return Planned(edit, group.question, group=group)

    def impact(self, planned: Planned, progress: Progress) -> Impact:
        """Compute which recorded and labelled questions would get another answer.

        Args:
            planned: The change.
            progress: Called with the stage and its completed share (0-1). An exception cancels the computation.

        Raises:
            AssistantError: The impact cannot be computed.
        """
        from assistant.storage.settings import load_settings

        notes: list[str] = []

        def note(text: str) -> None:
            notes.append(text)
            self._notice(text)

        if self._subprocess:
            from assistant.evaluation.preview_process import preview_in_subprocess as preview
        else:
            from assistant.evaluation.preview import preview
        labelled = load_settings(notice=note).eval_files
        impact = preview(self._paths, planned.edit, labelled=labelled, notice=note, progress=progress)
        return impact._replace(notes=tuple(notes))

    def save(self, planned: Planned) -> None:
        """Save a planned change and resolve its group.

        Raises:
            EditError: The file was not changed.
        """
        from assistant.curation.steps import save

        save(self._inbox, planned.edit, planned.group, planned.entry, planned.question)

    def dismiss(self, group: Group) -> None:
        """Resolve a group without changing the base.

        Raises:
            EditError: The inbox cannot be written.
        """
        from assistant.curation.steps import dismiss

        dismiss(self._inbox, group)

    def undo(self) -> str:
        """Undo the last step and return its description.

        Raises:
            UsageError: There is no step.
            EditError: Its file has changed since.
        """
        from assistant.curation.steps import undo

        description = self.last_step()
        undo(self._inbox, self.open_base.files)
        return description

    def _groups(self) -> list[Group]:
        return grouped(self._inbox.questions())

    def _group_of(self, question: str) -> Group | None:
        """Return the open group that contains a question."""
        wanted = normalized_question(stored_question(question))
        for group in self._groups():
            if wanted in (normalized_question(text) for text, _ in group.wordings):
                return group
        return None


def installation_warning(file: Path) -> str:
    """Return a warning if a file belongs to the installed program; empty otherwise."""
    if not belongs_to_installation(file):
        return ""
    return (
        "This file belongs to the installed program: an update overwrites it. "
        "To change a copy: assistant new --from bundled DIR, then use --faq DIR"
    )


def times(group: Group) -> str:
    """Format how often a question was asked."""
    return "once" if group.asked == 1 else f"{group.asked} times"


def other_wordings(group: Group, most: int = 5) -> str:
    """Format the wordings of a group except the first, on one line."""
    others = "; ".join(safe_line(wording, 200) for wording, _ in group.wordings[1 : most + 1])
    more = len(group.wordings) - most - 1
    return f"{others}; {more} more" if more > 0 else others


def circumstances(group: Group) -> str:
    """Format why and when a group was recorded, and what it was about."""
    why = (reason if count == group.asked else f"{reason} {count}" for reason, count in group.reasons)
    about = [f"about {safe_line(group.about, 200)}"] if group.about else []
    return ", ".join([*why, *about, f"last asked {group.last[:10] or 'at an unknown time'}"])


def proposal_text(proposal: Proposal | None) -> str:
    """Format the entry proposed for a group."""
    if proposal is None:
        return "no similar entry"
    question = f": {safe_line(proposal.question, 300)}" if proposal.question else ""
    verb = "now answered by" if proposal.answered else "similar to"
    return f"{verb} {proposal.entry}{question} · {int(proposal.score)}"
