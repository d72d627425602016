"""Open the base that a command names."""

from __future__ import annotations

from pathlib import Path

from assistant.base.nearest import unknown_word
from assistant.errors import UsageError
from assistant.paths import base_paths
from assistant.terminal.output import Progress

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from assistant.base.model import Section
    from assistant.cli.options import Options
    from assistant.conversation.library import Library

    Args = argparse.Namespace | Options

TOP_K = 3
"""Candidates listed unless told otherwise."""


def paths_of(args: Args) -> list[Path]:
    """The base that a call is about: ``--faq``, else ``ASSISTANT_FAQ``, else the bundled one."""
    return base_paths(args.faq)


def open_library(args: Args, *, wait_for_training: bool = False) -> Library:
    """Open the base of a call and check its ``--section``.

    Raises:
        BaseError: The base has problems.
        UsageError: There is no such section.
    """
    from assistant.conversation.library import Library

    paths = paths_of(args)
    with Progress() as progress:
        library = Library.open(
            paths, notice=progress.notice, progress=progress.show, wait_for_training=wait_for_training
        )
    section: str | None = getattr(args, "section", None)
    if section is not None:
        check_section(section, library.sections)
    return library


def check_section(id: str, sections: Sequence[Section]) -> None:
    """See that a base has a section.

    Raises:
        UsageError: It has not; names the nearest.
    """
    known = [section.id for section in sections]
    if id not in known:
        raise UsageError(unknown_word("section", id, known, "assistant list -h"))
