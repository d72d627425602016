"""Apply a curator's decisions about inbox questions, and undo the last one.

The base file is changed before the inbox. If the program is killed in between, a resolved question stays open, which
is harmless. In the other order, a question would disappear without being resolved.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.base.editing import Edit, apply
from assistant.base.files import FileProblem, display_path, read_bytes
from assistant.curation.grouping import Group
from assistant.errors import EditError, UsageError
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import Action


def save(inbox: Inbox, edit: Edit, group: Group | None, entry: str, wording: str) -> None:
    """Apply an edit, resolve the group it answers, and record the step so that it can be undone.

    Args:
        inbox: The inbox.
        edit: The edit.
        group: The group that it resolves, if any.
        entry: The entry that gets a phrasing; empty for a draft.
        wording: The phrasing.

    Raises:
        EditError: The file or the inbox cannot be written.
    """
    apply(edit)
    action = Action.ACCEPT if entry else Action.NEW
    change = {**_insertion(edit), "entry": entry, "wording": wording}
    if not inbox.resolve(action, _questions(group), change) and group is not None:
        where = display_path(edit.path)
        raise EditError(f"{where} was changed, but the inbox cannot be written: the question stays in it.")


def dismiss(inbox: Inbox, group: Group) -> None:
    """Resolve a group without a change. Its questions stay resolved when they are asked again.

    Raises:
        EditError: The inbox cannot be written.
    """
    if not inbox.resolve(Action.DISMISS, _questions(group)):
        raise EditError("The inbox cannot be written, so the question stays in it.")


def undo(inbox: Inbox, files: Collection[Path]) -> None:
    """Undo the last resolution: revert its edit and open its questions again.

    Args:
        inbox: The inbox.
        files: The files of the base. A step of an earlier version may belong to another base with the same title.

    Raises:
        UsageError: There is nothing to undo.
        EditError: The file has changed since, or the inbox cannot be written.
    """
    resolutions = inbox.resolutions()
    if not resolutions:
        raise UsageError("There is no step to undo.")
    edit = _reverse(resolutions[-1].change)
    if edit is not None:
        if edit.path not in {path.absolute() for path in files}:
            message = f"The last step changed {edit.path}, a file of another base with this title."
            raise EditError(f"{message} Name that base with --faq.")
        apply(edit)
    if not inbox.reopen(resolutions[-1]):
        raise EditError("The inbox cannot be written; the change of the base was reverted.")


def _questions(group: Group | None) -> list[str]:
    return [wording for wording, _ in group.wordings] if group is not None else []


def _insertion(edit: Edit) -> dict[str, Any]:
    """Return the data to revert an edit: where bytes were inserted, and a digest of the file before the edit."""
    # If bytes repeat, the offset may be too large, but removing as many bytes there has the same result.
    pairs = enumerate(zip(edit.before, edit.after, strict=False))
    return {
        "file": str(edit.path.absolute()),
        "line": edit.line,
        "offset": next((at for at, (old, new) in pairs if old != new), len(edit.before)),
        "length": len(edit.after) - len(edit.before),
        "digest": sha256(edit.before).hexdigest(),
    }


def _reverse(change: Any) -> Edit | None:
    """Return the edit that removes an insertion; ``None`` if there was none or it has been removed already.

    Raises:
        EditError: The file has changed since.
    """
    match change:
        case {
            "file": str(name),
            "line": line,
            "offset": int(offset),
            "length": int(length),
            "digest": digest,
        }:
            path = Path(name)
        case _:
            return None
    try:
        now = read_bytes(path)
    except FileProblem as error:
        raise EditError(str(error)) from error
    before = now[:offset] + now[offset + length :]
    if sha256(now).hexdigest() == digest:
        return None
    if sha256(before).hexdigest() != digest:
        place = f"; see line {line}" if isinstance(line, int) else ""
        raise EditError(f"{display_path(path)} has changed since, so the step cannot be undone{place}.")
    return Edit(path, now, before, line if isinstance(line, int) else 1)
