"""A tiny library whose answers are written down, and short ways to make outcomes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation.turn import Candidate, Turn
from assistant.evaluation.labelled_question import LabelledQuestion
from assistant.evaluation.outcome import Outcome

Scores = dict[str, float]
Make = Callable[..., Outcome]
Write = Callable[..., str]


class ConversationLike:
    """A conversation that answers from a table and remembers what it was asked, and how."""

    def __init__(self, open_base: OpenBase, top_k: int) -> None:
        self.top_k = top_k
        self.asked: list[tuple[str, bool]] = []
        self._open_base = open_base

    def ask(self, text: str, *, alone: bool = False) -> Turn:
        self.asked.append((text, alone))
        return self._open_base.turns.get(text) or Turn(text, "no_match")


class OpenBase:
    """A base with three entries and one that says the source is silent."""

    title = "Tiny"
    threshold = 60.0
    likely_threshold = 40.0
    margin = 8.0

    def __init__(self, turns: dict[str, Turn] | None = None) -> None:
        self.turns = turns or {}
        self.talks: list[ConversationLike] = []
        self.closed = False

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> ConversationLike:
        self.talks.append(ConversationLike(self, top_k))
        return self.talks[-1]

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        kinds = {"alpha": "answer", "beta": "answer", "gamma": "answer", "gap-delta": "not_in_source"}
        return [(id, "s", f"what is {id}", kind) for id, kind in kinds.items()]

    def close(self) -> None:
        self.closed = True


def turn(
    status: str,
    scores: Scores | None = None,
    also: Sequence[Turn] = (),
    kind: str | None = None,
) -> Turn:
    """A turn that gives its first candidate when its status says so."""
    candidates = tuple(Candidate(id, f"what is {id}", id, score) for id, score in (scores or {}).items())
    given = status not in ("ambiguous", "no_match")
    return Turn(
        "q",
        status,
        entry=candidates[0].entry if given else None,
        score=candidates[0].score if candidates else 0.0,
        candidates=candidates,
        also=tuple(also),
        kind=kind,
    )


def outcome(
    expect: Sequence[str | Sequence[str]],
    status: str,
    scores: Scores | None = None,
    *,
    also: Sequence[Turn] = (),
    every: bool = False,
    milliseconds: float = 0.0,
    silent: bool = False,
    gaps: Sequence[str] = (),
    **row: Any,
) -> Outcome:
    """What came of a question: the entries that are right, the status, the candidates with their scores."""
    from assistant.evaluation.outcome import outcome_of

    if every:
        groups = tuple((one,) if isinstance(one, str) else tuple(one) for one in expect)
    else:
        groups = (tuple(str(one) for one in expect),) if expect else ()
    labelled = LabelledQuestion("f.jsonl", 1, "q", groups, every, **row)
    given = turn(status, scores, also, kind="not_in_source" if silent else None)
    return outcome_of(labelled, given, milliseconds, gaps)


@pytest.fixture
def make() -> Make:
    return outcome


@pytest.fixture
def turn_from() -> Callable[..., Turn]:
    return turn


@pytest.fixture
def open_base() -> OpenBase:
    return OpenBase()


@pytest.fixture
def ten() -> list[Outcome]:
    """Ten questions, one for each thing that can happen; a test has their figures, worked out by hand."""
    return [
        outcome(["a"], "answered", {"a": 90, "b": 40}, milliseconds=1, kind="in"),
        outcome(["b"], "answered", {"a": 80, "b": 60}, milliseconds=2, kind="in"),
        outcome(["c"], "ambiguous", {"a": 50, "b": 45, "c": 40}, milliseconds=3, kind="in"),
        outcome(["d"], "no_match", {"a": 20, "b": 15, "c": 10, "d": 5}, milliseconds=4, kind="in"),
        outcome(["e"], "no_match", milliseconds=5, kind="in"),
        outcome(["g"], "not_in_source", {"h": 99}, milliseconds=6, kind="gap"),
        outcome([], "answered", {"a": 66}, milliseconds=7, kind="gap"),
        outcome([], "no_match", {"a": 10}, milliseconds=8, kind="oos"),
        outcome([], "answered", {"a": 70}, milliseconds=9, kind="near"),
        outcome([], "small_talk", {"hello": 95}, milliseconds=10, kind="oos"),
    ]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines (objects become JSON, texts and bytes stay) to a file and give its path."""

    def to_file(*lines: Any, name: str = "q.jsonl") -> str:
        data = [
            line
            if isinstance(line, bytes)
            else line.encode()
            if isinstance(line, str)
            else json.dumps(line).encode()
            for line in lines
        ]
        path = tmp_path / name
        path.write_bytes(b"\n".join(data))
        return str(path)

    return to_file
