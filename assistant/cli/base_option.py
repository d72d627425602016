"""Open the base that a command works on."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.base.nearest import unknown_word
from assistant.errors import Problem, UsageError
from assistant.paths import bundled_base, named_base, settings_file
from assistant.sanitize import safe_line
from assistant.terminal.output import Progress, warn

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from assistant.base.loader import Version
    from assistant.base.model import Entry
    from assistant.cli.options import Options
    from assistant.conversation.open_base import OpenBase
    from assistant.curation.curator import Curator

    Args = argparse.Namespace | Options

TOP_K = 3
"""Default number of candidates."""


def paths_of(args: Args, notice: Callable[[str], None] = lambda message: None) -> list[Path]:
    """Return the paths of the base: ``--faq``, else ``ASSISTANT_FAQ``, else the settings, else the bundled base.

    Args:
        args: The parsed arguments.
        notice: Called with one line for each problem in the settings.

    Raises:
        UsageError: ``--faq`` is empty, which would mean the current directory, or the setting names no file.
    """
    if "" in (args.faq or ()):
        raise UsageError("--faq needs the path of a file or directory. Example: --faq my-base/")
    return named_base(args.faq) or _default_base(notice)


def _default_base(notice: Callable[[str], None]) -> list[Path]:
    """Return the base named in the settings, or the bundled base.

    Raises:
        UsageError: The setting is invalid. Another base than the intended one must not be opened, let alone changed.
    """
    if not os.path.lexists(
        settings_file()
    ):  # most users have none, and an answer should not wait for the import
        return [bundled_base()]
    from assistant.storage.settings import load_settings

    base = load_settings(notice=notice).base
    if base is None:
        file = safe_line(str(settings_file()), 300)
        raise UsageError(f"The setting faq in {file} is invalid. Write one path, or a list of paths.")
    return list(base) or [bundled_base()]


def origin_of(problems: Sequence[Problem]) -> str:
    """Return what names a missing file of the base, other than the command line; empty if nothing does."""
    missing = {problem.path for problem in problems if problem.rule == "missing-file"}
    if missing.intersection(map(str, named_base())):
        return "The environment variable ASSISTANT_FAQ names it."
    if not missing or not os.path.lexists(settings_file()):
        return ""
    from assistant.storage.settings import load_settings

    named = missing.intersection(map(str, load_settings().base or ()))
    return f"The setting faq in {safe_line(str(settings_file()), 300)} names it." if named else ""


def program(args: Args) -> str:
    """Return the command for a hint: with ``--faq`` as given, so that it concerns the same base."""
    if not args.faq:
        return "assistant"
    import shlex  # not needed for most answers

    return " ".join(["assistant", *(f"--faq {shlex.quote(safe_line(path, 1000))}" for path in args.faq)])


def open_named_base(
    args: Args,
    *,
    wait_for_training: bool = False,
    version: Version | None = None,
    notice: Callable[[str], None] = warn,
    cache_notice: Callable[[str], None] | None = None,
) -> OpenBase:
    """Open the base and check ``--section``.

    Args:
        args: The parsed arguments.
        wait_for_training: Wait until the ranking is trained on this base.
        version: The files as they were read before; if it is up to date, they are not parsed again.
        notice: Called with one line for each problem in the settings.
        cache_notice: Called with one line if the index cannot be stored; by default it goes to stderr.

    Raises:
        BaseError: The base has problems.
        UsageError: The section does not exist, or ``--faq`` is empty.
    """
    from assistant.conversation.open_base import OpenBase

    paths = paths_of(args, notice)
    with Progress(in_words=getattr(args, "plain", False)) as progress:
        open_base = OpenBase.open(
            paths,
            notice=cache_notice or progress.notice,
            progress=progress.show,
            wait_for_training=wait_for_training,
            version=version,
        )
    section: str | None = getattr(args, "section", None)
    if section is not None and open_base.section(section) is None:
        known = [one.id for one in open_base.sections]
        raise UsageError(unknown_word("section", section, known, f"{program(args)} list --json"))
    return open_base


def open_curator(args: Args, notice: Callable[[str], None]) -> Curator:
    """Open the base to change it, parsing it only once.

    Args:
        args: The parsed arguments.
        notice: Called with one line about anything that cannot be read or written.

    Raises:
        BaseError: The base has problems.
        UsageError: As for ``open_named_base``.
    """
    from assistant.base.files import read_base_files
    from assistant.base.loader import Version
    from assistant.curation.curator import Curator

    paths = paths_of(args)
    version = Version(read_base_files(paths)[0])
    return Curator(open_named_base(args, version=version), paths, notice=notice, known=[version])


def require_entry(args: Args, open_base: OpenBase, id: str) -> Entry:
    """Return an entry by id.

    Raises:
        UsageError: The entry does not exist. The message names the nearest id.
    """
    entry = open_base.entry(id)
    if entry is None:
        known = [row[0] for row in open_base.listing()]
        raise UsageError(unknown_word("entry", id, known, f"{program(args)} list"))
    return entry
