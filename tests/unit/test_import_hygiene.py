"""Who loads what, seen in a fresh interpreter.

The core needs no screen, and an answer loads nothing it can do without.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import assistant

PACKAGE = Path(assistant.__file__).parent
HEAVY = {
    "textual",
    "rich",
    "yaml",
    "numpy",
    "rapidfuzz",
    "asyncio",
    "dataclasses",
    "inspect",
    "logging",
    "sqlite3",
    "json",
}

NUMPY = ("calibration", "held_out", "kernel", "meanings", "refit", "solver", "training")
"""Modules of matching that only training needs."""


def loaded_by(*modules: str) -> set[str]:
    """Every module in an interpreter that has imported these."""
    program = f"import {', '.join(modules)}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=False, cwd=PACKAGE.parent
    )
    if done.returncode:  # third-party packages are found with site only
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
        )
    return set(done.stdout.split())


def names(folder: str = "") -> list[str]:
    """Names of the modules below a room of the package."""
    paths = sorted((PACKAGE / folder).rglob("*.py"))
    parts = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in paths]
    return [
        ".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts if part[-1] != "__main__"
    ]


def imported_at_the_top(path: Path) -> set[str]:
    """First names of the packages that a module imports when loaded, not in functions or for types only."""
    found: set[str] = set()

    def look(nodes: list[ast.stmt]) -> None:
        for node in nodes:
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
            elif isinstance(node, ast.Try):
                look(node.body)
            elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
                look(node.body + node.orelse)

    look(ast.parse(path.read_text(encoding="utf-8")).body)
    return found


def importers(package: str) -> set[str]:
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if package in imported_at_the_top(path)
    }


def test_the_package_alone_loads_nothing_heavy() -> None:
    assert not loaded_by("assistant") & HEAVY


def test_only_the_full_screen_chat_imports_textual() -> None:
    assert all(path.startswith("tui/") for path in importers("textual"))
    core = [name for name in names() if not name.startswith(("assistant.tui", "assistant.web"))]
    assert "textual" not in loaded_by(*core)


def test_only_the_reader_imports_yaml() -> None:
    assert importers("yaml") == {"base/reader.py"}


def test_only_fitting_imports_numpy() -> None:
    modules = {f"matching/{name}.py" for name in NUMPY if name != "training"}
    assert importers("numpy") == {*modules, "index/doubts.py", "index/training.py"}


def test_matching_knows_no_files_clock_or_terminal() -> None:
    pure = [name for name in names("matching") if not name.endswith(NUMPY)]
    loaded = loaded_by(*pure)
    for module in (
        "sqlite3",
        "yaml",
        "numpy",
        "subprocess",
        "tempfile",
        "shutil",
        "textual",
        "rich",
        "curses",
        "assistant.paths",
    ):
        assert module not in loaded
    assert not any(
        name.startswith(("assistant.index", "assistant.storage", "assistant.cli.commands")) for name in loaded
    )
    for path in (PACKAGE / "matching").glob("*.py"):
        # two modules read the word lists that travel with the package, by pathlib and by name
        assert not imported_at_the_top(path) & {"os", "time", "datetime", "io", "shutil", "socket", "random"}


@pytest.mark.parametrize(
    "module", ["assistant.conversation.conversation", "assistant.conversation.open_base"]
)
def test_what_answers_a_question_loads_no_yaml_numpy_or_screen(module: str) -> None:
    loaded = loaded_by(module)
    assert not loaded & {
        "yaml",
        "numpy",
        "textual",
        "rich",
        "asyncio",
        "dataclasses",
        "inspect",
        "subprocess",
        "tempfile",
        "logging",
    }


def test_rooms_are_entered_without_importing_anything() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        if path.parent != PACKAGE:
            assert imported_at_the_top(path) <= {"__future__"}


def test_the_chat_opens_without_what_only_building_and_checking_need() -> None:
    loaded = loaded_by("assistant.tui.app", "assistant.storage.settings", "assistant.storage.preferences")
    assert "assistant.tui.screens.chat" in loaded
    assert not loaded & {"yaml", "argparse", "webbrowser", "numpy", "rapidfuzz", "markdown_it"}
