"""The documents name code and files that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "assistant"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "faq" / "README.md"])


@cache
def names(file: Path) -> frozenset[str]:
    """Functions, classes and methods that a module defines: ``ask``, ``Conversation``, ``Conversation.ask``."""
    found: set[str] = set()

    def collect(nodes: list[ast.stmt], prefix: str) -> None:
        for node in nodes:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(prefix + node.name)
            if isinstance(node, ast.ClassDef):
                collect(node.body, f"{node.name}.")

    collect(ast.parse(file.read_text(encoding="utf-8")).body, "")
    return frozenset(found)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_code_named_in_a_document_exists(document: Path) -> None:
    """Checks ``module.py:name``, ``module.py:Class.method`` and ``Class.method``."""
    files = sorted(PACKAGE.rglob("*.py"))
    named = re.findall(
        r"`(?:([\w/]+\.py):([\w.]+)|([A-Z][a-z]\w*\.\w+))`", document.read_text(encoding="utf-8")
    )
    assert [
        f"{module}:{name or method}"
        for module, name, method in named
        if not any(
            (name or method) in names(file)
            for file in files
            if file.as_posix().endswith(f"/{module}" if module else "")
        )
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_named_in_a_document_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name}: {target}"
    for path in re.findall(r"`((?:assistant|tests|docs|screenshots)/[\w./-]+)`", text):
        assert "NAME" in path or (ROOT / path).exists(), f"{document.name}: {path}"
