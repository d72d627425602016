"""The build hook puts the index of the bundled base and a man page into the wheel."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.cli.parser import COMMANDS

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "assistant" / "cli" / "commands" / "starter.yaml"


class Hook:
    """The part of Hatchling's class that the build hook uses."""

    def __class_getitem__(cls, item: object) -> type[Hook]:
        return cls

    def __init__(self, root: Path) -> None:
        self.root = str(root)


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names in the build hook, without Hatchling, which is installed only to build a wheel."""
    name = "hatchling.builders.hooks.plugin.interface"
    hooks = ModuleType(name)
    hooks.__dict__["BuildHookInterface"] = Hook
    monkeypatch.setitem(sys.modules, name, hooks)
    return runpy.run_path(str(ROOT / "hatch_build.py"))


def test_the_index_is_built_once_and_the_man_page_is_shared(build: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    shutil.copy(STARTER, tmp_path / "faq" / "base.yaml")
    path, stamps = list(sys.path), []
    for _ in range(2):
        hook, data = build["GeneratedFiles"](tmp_path), {"shared_data": {}}
        hook.initialize("1", data)
        stamps.append((tmp_path / "faq" / "index.sqlite").stat().st_mtime_ns)
        ((page, target),) = data["shared_data"].items()
        assert target == "share/man/man1/assistant.1"
        assert Path(page).read_text(encoding="utf-8").startswith(".TH ASSISTANT")
        hook.finalize("1", data, "")
        assert not Path(page).exists()
    assert stamps[0] == stamps[1]
    assert sys.path == path


def test_the_man_page_has_every_command_and_renders_without_warnings(
    build: dict[str, Any], tmp_path: Path
) -> None:
    text = build["man_page"]()
    assert text.isascii()
    assert all(f"assistant {command}" in text for command in COMMANDS)
    page = tmp_path / "assistant.1"
    page.write_text(text, encoding="utf-8")
    for command, warnings in ((["man", "--warnings", "-l"], "stderr"), (["mandoc", "-Tlint"], "stdout")):
        if shutil.which(command[0]):
            done = subprocess.run([*command, page], capture_output=True, text=True, check=False)
            assert not re.search("warning|error", getattr(done, warnings), re.IGNORECASE)
