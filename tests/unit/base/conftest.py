"""Helpers that make a test of the base's reader one readable line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.base.loader import LoadedBase, inspect_contents
from assistant.errors import Problem

HEAD = """\
title: T
sections:
  - id: a
    title: A
entries:
  - id: one
    section: a
    question: What is one?
    answer: First.
"""
"""A whole base in nine lines; tests add to it from line 10 on."""

Check = Callable[..., list[Problem]]


@pytest.fixture
def head() -> str:
    """A whole base in nine lines."""
    return HEAD


@pytest.fixture
def check() -> Check:
    """``check(text, problem=(line, column, rule))``: exactly these problems, in this order.

    Several problems are given as ``problem1=``, ``problem2=`` and so on; none means that the text is fine.
    """

    def run(text: str | bytes, **expected: tuple[int, int, str]) -> list[Problem]:
        data = text.encode() if isinstance(text, str) else text
        loaded, problems = inspect_contents([(Path("faq.yaml"), data)])
        found = [(problem.line, problem.column, problem.rule) for problem in problems]
        assert found == list(expected.values()), "\n".join(map(str, problems))
        assert (loaded is None) == bool(expected)
        return problems

    return run


@pytest.fixture
def load() -> Callable[[str], LoadedBase]:
    """Load a base from one text that must be fine."""

    def run(text: str) -> LoadedBase:
        loaded, problems = inspect_contents([(Path("faq.yaml"), text.encode())])
        assert loaded is not None, "\n".join(map(str, problems))
        return loaded

    return run


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """Make a directory from a dict of file names and contents."""

    def run(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return run
