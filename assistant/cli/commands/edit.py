"""``assistant edit``: open an entry in the user's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.base.nearest import unknown_word
from assistant.cli.base_option import paths_of, program
from assistant.curation.curator import installation_warning
from assistant.curation.editor import open_editor
from assistant.errors import ANSWERED, UsageError
from assistant.terminal.output import note

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("id", metavar="ID", help="the id of the entry, as printed by list")


def run(args: argparse.Namespace) -> int:
    """Open the file at the line of the entry and wait for the editor to exit.

    Raises:
        UsageError: The entry does not exist, or no editor was found.
        BaseError: The base has problems.
    """
    from assistant.base.loader import load_base

    loaded = load_base(paths_of(args))
    ids = [entry.id for entry in loaded.base.entries]
    if args.id not in ids:
        raise UsageError(unknown_word("entry", args.id, ids, f"{program(args)} list"))
    place = loaded.places.entry(args.id)
    file = loaded.files[loaded.places.file(args.id)]
    warning = installation_warning(file)
    if warning:
        note(warning)
    open_editor(file, place.line)
    return ANSWERED
