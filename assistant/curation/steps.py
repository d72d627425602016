"""What a curator does about the questions of the inbox, and taking the last step back.

A base file is changed first and the step noted after: a crash in between leaves a question open that has been
dealt with, which is seen and harmless; the other way round it would vanish with nothing done. In the same way
a step whose change was taken out already is taken back by noting it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.base.editing import Edit, apply, plan_entry, plan_phrasing_in
from assistant.base.files import Refused, read_bytes, shown
from assistant.curation.grouping import Group
from assistant.errors import EditError
from assistant.storage.inbox import Inbox
from assistant.storage.inbox_log import Step
from assistant.storage.reasons import ACCEPT, DISMISS, NEW


def plan_accept(group: Group, entry: str, base: Sequence[Path]) -> Edit:
    """Work out how to make a group's leading wording a phrasing of an entry.

    Args:
        group: The group.
        entry: Id of the entry.
        base: The files and directories of the base.

    Raises:
        EditError: It cannot be done, and why.
        BaseError: The base cannot be read.
    """
    return plan_phrasing_in(base, entry, group.question)


def plan_start(group: Group, section: str, base: Sequence[Path]) -> Edit:
    """Work out how to write a new entry, its answer still to be written, with a group's leading wording.

    Raises:
        EditError: It cannot be done, and why.
    """
    return plan_entry(base, section, group.question)


def accept(inbox: Inbox, group: Group, entry: str, edit: Edit) -> None:
    """Make the change planned by :func:`plan_accept`, and settle the group.

    Raises:
        EditError: Nothing was changed, and why.
    """
    _change(inbox, ACCEPT, group, edit, entry)


def teach(inbox: Inbox, wording: str, entry: str, edit: Edit) -> None:
    """Make a change that settles no question of the inbox, and note it all the same so that it can be taken back.

    Raises:
        EditError: Nothing was changed, and why.
    """
    apply(edit)
    inbox.settle(ACCEPT, (), {**_noted(edit), "entry": entry, "wording": wording})


def start_entry(inbox: Inbox, group: Group, edit: Edit) -> None:
    """Make the change planned by :func:`plan_start`, and settle the group.

    Raises:
        EditError: Nothing was changed, and why.
    """
    _change(inbox, NEW, group, edit)


def dismiss(inbox: Inbox, group: Group) -> None:
    """Settle a group without doing anything about it; its questions stay away when they are asked again.

    Raises:
        EditError: It could not be noted.
    """
    if not inbox.settle(DISMISS, _questions(group)):
        raise EditError("The inbox cannot be written, so the question stays in it.")


def undo(inbox: Inbox) -> Step:
    """Take the last step back: its questions are open again, and what it wrote is taken out.

    Returns:
        The step that was taken back.

    Raises:
        EditError: There is none, or the file has changed since; nothing was changed.
    """
    steps = inbox.kept().steps
    if not steps:
        raise EditError("There is no step to take back.")
    step = steps[-1]
    edit = _reversed(step)
    if edit is not None:
        apply(edit)
    if not inbox.unsettle(step):
        raise EditError("The inbox cannot be written; what the step wrote was taken out again.")
    return step


def _questions(group: Group) -> list[str]:
    return [wording for wording, _ in group.wordings]


def _change(inbox: Inbox, act: str, group: Group, edit: Edit, entry: str = "") -> None:
    """Make a change and note it."""
    apply(edit)
    if not inbox.settle(act, _questions(group), {**_noted(edit), "entry": entry}):
        where = shown(edit.path)
        raise EditError(f"{where} was changed, but the inbox cannot be written: the question stays in it.")


def _noted(edit: Edit) -> dict[str, Any]:
    """A change as it is kept: what was put in where, and by what to know the file again."""
    # Where the two part; when bytes repeat at the seam that lies beyond where the addition began, but taking
    # as many out there leads back all the same.
    pairs = enumerate(zip(edit.before, edit.after, strict=False))
    at = next((at for at, (old, new) in pairs if old != new), len(edit.before))
    added = edit.after[at : at + len(edit.after) - len(edit.before)]
    return {
        "file": str(edit.path.absolute()),
        "line": edit.line,
        "at": at,
        "added": added.hex(),
        "before": sha256(edit.before).hexdigest(),
        "after": sha256(edit.after).hexdigest(),
    }


def _reversed(step: Step) -> Edit | None:
    """The change that takes a step's addition out again; ``None`` when it made none, or it is out already.

    Raises:
        EditError: The file is not as the step left it.
    """
    change = step.change
    if "file" not in change:
        return None
    path = Path(str(change["file"]))
    line = change.get("line")
    changed = EditError(
        f"{shown(path)} has changed since, so that step cannot be taken back by itself"
        + (f"; see line {line}." if isinstance(line, int) else ".")
    )
    try:
        now = read_bytes(path)
    except Refused as error:
        raise EditError(str(error)) from error
    digest = sha256(now).hexdigest()
    if digest == change.get("before"):
        return None
    if digest != change.get("after"):
        raise changed
    at, added = change.get("at"), change.get("added")
    if not isinstance(at, int) or not isinstance(added, str):
        raise changed
    before = now[:at] + now[at + len(added) // 2 :]
    if sha256(before).hexdigest() != change.get("before"):
        raise changed
    return Edit(path, now, before, line if isinstance(line, int) else 1)
