"""Modules that a one-shot answer imports."""

from __future__ import annotations

import re
import subprocess

import pytest
from cli_driving import Caller

HEAVY = {
    "textual",
    "rich",
    "yaml",
    "numpy",
    "asyncio",
    "importlib.metadata",
    "dataclasses",
    "inspect",
    "subprocess",
    "tempfile",
    "logging",
    "urllib.request",
    "email",
    "argparse",
    "shutil",
    "markdown_it",
    "platformdirs",
    "watchfiles",
    "rapidfuzz",
}


def loaded(caller: Caller, *args: str) -> set[str]:
    """Return the modules that a call imports."""
    done = subprocess.run(
        caller.command(*args, flags=("-X", "importtime")), capture_output=True, env=caller.env, check=False
    )
    return set(re.findall(r"\|\s+([\w.]+)$", done.stderr.decode(), re.MULTILINE))


def heavy(modules: set[str]) -> set[str]:
    """Return the modules that are slow to import, or belong to a package that is."""
    return {name for name in modules if name in HEAVY or name.split(".")[0] in HEAVY}


@pytest.mark.untraced
@pytest.mark.parametrize(
    "args",
    [
        ("-q", "what is a cluster"),
        ("-q", "what", "is", "a", "cluster", "--json", "-n", "2"),
        ("-q", "how is the article structured", "--json"),
        ("-q", "what is a cluster", "--explain", "--color", "always"),
    ],
)
def test_a_one_shot_answer_loads_nothing_heavy(call: Caller, args: tuple[str, ...]) -> None:
    call(*args)  # builds the index
    modules = loaded(call, *args)
    assert "assistant.cli.commands.ask" in modules
    assert not heavy(modules)


@pytest.mark.untraced
@pytest.mark.parametrize("question", ["what limits did the policy meet", "how is the article structured"])
def test_an_answer_with_a_list_or_table_loads_markdown_it_and_nothing_else_heavy(
    call: Caller, question: str
) -> None:
    call("-q", question)
    modules = heavy(loaded(call, "-q", question))
    assert {name.split(".")[0] for name in modules} <= {"markdown_it", "dataclasses", "inspect", "logging"}


@pytest.mark.untraced
def test_a_misspelled_word_loads_only_rapidfuzz(call: Caller) -> None:
    question = ("-q", "what is a clutser")
    call(*question)
    assert {name.split(".")[0] for name in heavy(loaded(call, *question))} <= {"rapidfuzz"}
