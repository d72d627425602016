"""Build hook: put generated files into the wheel, the index of the bundled base and the man page.

Hatchling runs it when it makes a wheel or an editable install.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GeneratedFiles(BuildHookInterface[Any]):
    """Generates the files before the files of the wheel are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the man page, and build the index unless an up-to-date one exists."""
        root = Path(self.root)
        self.folder = TemporaryDirectory()
        page = Path(self.folder.name, "assistant.1")
        sys.path.insert(0, str(root))
        try:
            from assistant.index.cache import build_bundled_index

            page.write_text(man_page(), encoding="utf-8")
            build_bundled_index(root / "faq")
        finally:
            sys.path.remove(str(root))
        build_data["shared_data"][str(page)] = "share/man/man1/assistant.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the man page, which is in the wheel now."""
        self.folder.cleanup()


def man_page() -> str:
    """Return the man page of the command line, made from its parser."""
    from argparse_manpage.manpage import Manpage

    from assistant.cli import parser as cli
    from assistant.version import VERSION

    parser = cli.front_parser()
    parser.description = cli.DESCRIPTION
    for name, command in cli.add_commands(parser, cli.COMMANDS).items():
        cli.command_module(name).add_arguments(command)
        command.description = None  # would repeat the summary
    about = {
        "project_name": "assistant",
        "version": VERSION,
        "manual_title": "User Commands",
        "description": "answer questions from a curated base",
    }
    page = Manpage(parser, about, format="single-commands-section")
    page.date = date.fromisoformat(page.date).strftime("%B %d, %Y")  # as mandoc expects it
    page.add_section("synopsis", "=", _verbatim(cli.USAGE))
    page.add_section("examples", "=", _verbatim(cli.EXAMPLES))
    page.add_section("exit status", "=", _verbatim(cli.EXIT_CODES))
    return str(page).replace("…", "...")  # groff warns about it in the locale C


def _verbatim(text: str) -> str:
    """Return text for a man page, line by line, with what the formatter would interpret escaped."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").splitlines()
    return "\n".join([".nf", *(rf"\&{line.strip()}" for line in escaped), ".fi"])
