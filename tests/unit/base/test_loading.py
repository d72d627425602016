"""Which files make up a base, and what is said about those that do not."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from assistant.base import files
from assistant.base.loader import inspect_base, load_base
from assistant.errors import BaseError

A = "title: T\nsections:\n  - id: a\n    title: A\n"
B = "entries:\n  - {id: one, section: a, question: q one, answer: x}\n"
C = "entries:\n  - {id: two, section: a, question: q two, answer: x, related: [one]}\n"


def rules(*paths: Path) -> list[tuple[str, str]]:
    """File names and rules of all problems."""
    return [(Path(problem.path).name, problem.rule) for problem in inspect_base(paths)[1]]


def test_a_directory_is_one_base(workspace):
    path = workspace({"b.yaml": B, "a.yml": A, "c.YAML": C, "README.md": "# no", ".#a.yaml": "x: y"})
    loaded = load_base([path])
    assert [file.name for file in loaded.files] == ["a.yml", "b.yaml", "c.YAML"]
    assert [entry.id for entry in loaded.base.entries] == ["one", "two"]
    assert loaded.places.entry("two").path.endswith("c.YAML")


def test_directories_below_are_left_alone(workspace):
    path = workspace({"a.yaml": A + B, "more/x.yaml": "broken: [", "odd.yaml/x.yaml": "broken: ["})
    assert len(load_base([path]).files) == 1


def test_files_and_directories_add_up_in_the_order_named(workspace):
    path = workspace({"x/a.yaml": A + B, "y.yaml": C})
    assert [entry.id for entry in load_base([path / "y.yaml", path / "x"]).base.entries] == ["two", "one"]


def test_a_file_named_twice_is_read_once(workspace):
    path = workspace({"a.yaml": A + B})
    (path / "z.yaml").symlink_to("a.yaml")
    (path / "loop").symlink_to(path, target_is_directory=True)
    assert len(load_base([path, path / "a.yaml", path / "loop"]).files) == 1


def test_all_problems_of_all_files_come_in_one_sorted_report(workspace):
    path = workspace(
        {
            "b.yaml": B.replace("one,", "one, kindd: x,", 1) + "titel: x\n",
            "a.yaml": A + "language: en\n",
            "c.yaml": C.replace("two, s", "one, s") + "language: de\n",
            "d.yaml": "entries: [\n",
            "e.yaml": "",
        }
    )
    with pytest.raises(BaseError) as caught:
        load_base([path])
    found = [(Path(problem.path).name, problem.line, problem.rule) for problem in caught.value.problems]
    assert found == [
        ("b.yaml", 2, "unknown-key"),
        ("b.yaml", 3, "unknown-key"),
        ("c.yaml", 2, "duplicate-id"),
        ("c.yaml", 3, "conflict"),
        ("d.yaml", 1, "syntax"),
        ("e.yaml", 0, "empty-file"),
    ]
    assert caught.value.message.count("\n") == 5


def test_what_a_base_has_once_may_be_said_twice_alike(workspace):
    again = "title: T\nsource: {url: u}\nsettings: {margin: 5}\n"
    path = workspace({"a.yaml": A + B + again[9:], "b.yaml": again})
    assert load_base([path]).base.settings.margin == 5.0
    (path / "b.yaml").write_text(again.replace("u}", "w}").replace("5", "6"))
    assert rules(path) == [("b.yaml", "conflict"), ("b.yaml", "conflict")]


def test_phrasings_and_references_reach_across_files(workspace):
    path = workspace({"a.yaml": A + B, "c.yaml": C.replace("q two", "Q ONE?").replace("[one]", "[oen]")})
    assert rules(path) == [("c.yaml", "duplicate-phrasing"), ("c.yaml", "unknown-related")]


def test_missing_keys_of_a_directory_are_told_at_its_first_file(workspace):
    assert rules(workspace({"b.yaml": B.replace("section: a", "kind: small_talk")})) == [
        ("b.yaml", "missing-key"),
        ("b.yaml", "missing-key"),
    ]


def test_references_are_not_judged_when_a_file_is_out_of_reach(workspace):
    path = workspace({"c.yaml": C})
    assert rules(path / "c.yaml", path / "gone.yaml") == [("gone.yaml", "missing-file")]


def test_a_path_that_is_not_there(tmp_path):
    assert rules(tmp_path / "no.yaml") == [("no.yaml", "missing-file")]
    assert rules(tmp_path) == [(tmp_path.name, "empty-directory")]
    assert inspect_base([Path("a\0b")])[1][0].rule in ("unreadable", "missing-file")
    assert inspect_base([tmp_path / ("x" * 300)])[1][0].rule == "unreadable"
    assert inspect_base([])[1][0].message == "no base is named"


def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "a.yaml").symlink_to("a.yaml")
    (tmp_path / "b.yaml").symlink_to("nowhere")
    assert [rule for _, rule in rules(tmp_path)] == ["unreadable", "missing-file"]


def test_what_is_no_regular_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "a.yaml")
    assert rules(tmp_path) == [("a.yaml", "not-a-file")]
    assert rules(Path("/dev/zero")) == [("zero", "not-a-file")]


def test_a_file_that_becomes_a_pipe_between_two_looks_is_refused(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "a.yaml")
    regular = (tmp_path / "r.yaml").write_text("x") and (tmp_path / "r.yaml").stat()
    monkeypatch.setattr(Path, "stat", lambda self, **_: regular)
    with pytest.raises(files.FileProblem, match="not a regular file"):
        files.read_bytes(tmp_path / "a.yaml")


def test_an_enormous_file_is_refused_without_reading_it(tmp_path):
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(2 * 2**30)
    assert rules(tmp_path) == [("a.yaml", "too-large")]


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.yaml").write_text(A + B)
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 10)
    real = os.fstat

    class Small:
        def __init__(self, status: os.stat_result) -> None:
            self.st_mode, self.st_size = status.st_mode, 0

    monkeypatch.setattr(os, "fstat", lambda descriptor: Small(real(descriptor)))
    assert rules(tmp_path) == [("a.yaml", "too-large")]


def test_a_base_that_is_too_large_in_all_is_refused(workspace, monkeypatch):
    path = workspace({"a.yaml": A + B, "b.yaml": C, "c.yaml": C})
    monkeypatch.setattr("assistant.base.files.MAX_TOTAL_BYTES", len(A + B) + 5)
    assert rules(path) == [("b.yaml", "too-large")]


def test_too_many_files_are_refused(workspace, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILES", 1)
    path = workspace({"a.yaml": A, "b.yaml": B})
    assert rules(path) == [(path.name, "too-many-files")]


@pytest.mark.parametrize(("limit", "rule"), [("MAX_NODES", "too-large"), ("MAX_CONTAINERS", "too-large")])
def test_too_much_in_a_file_is_refused(workspace, monkeypatch, limit, rule):
    monkeypatch.setattr(f"assistant.base.reader.{limit}", 3)
    assert rules(workspace({"a.yaml": A + B})) == [("a.yaml", rule)]


def test_aliases_count_each_time(workspace):
    laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = rules(workspace({"a.yaml": laughs}))
    assert found == [("a.yaml", "too-large")]


@pytest.mark.parametrize(
    ("error", "rule", "words"),
    [
        (PermissionError(13, "Permission denied"), "unreadable", "permission denied"),
        (OSError(5, "Input/output error"), "unreadable", "Input/output error"),
    ],
)
def test_the_systems_refusals_are_told(workspace, monkeypatch, error, rule, words):
    path = workspace({"a.yaml": A + B})

    def refuse(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(os, "read", refuse)
    problem = inspect_base([path])[1][0]
    assert (problem.rule, words in problem.message) == (rule, True)
    monkeypatch.setattr(os, "open", refuse)
    assert inspect_base([path])[1][0].rule == rule
    monkeypatch.setattr(Path, "iterdir", refuse)
    assert inspect_base([path])[1][0].rule == rule


def test_anything_else_the_parser_raises_is_a_problem(workspace, monkeypatch):
    def fail(_: object) -> None:
        raise ValueError("odd\x1b" + "x" * 500)

    path = workspace({"a.yaml": A + B})
    monkeypatch.setattr("yaml.CSafeLoader", fail)
    (problem,) = inspect_base([path])[1]
    assert (problem.rule, problem.line, len(problem.message) < 120) == ("syntax", 1, True)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(workspace, enabled):
    path = workspace({"a.yaml": A + B})
    was = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        load_base([path])
        assert gc.isenabled() == enabled
    finally:
        gc.enable() if was else gc.disable()


def test_hints_for_unknown_ids_are_limited_in_a_large_base(workspace, monkeypatch):
    monkeypatch.setattr("assistant.base.cross_checks.MAX_COMPARED", 1)
    path = workspace({"a.yaml": A + B.replace("answer: x", "answer: x, related: [ome, onf]")})
    remedies = [problem.remedy for problem in inspect_base([path])[1]]
    assert remedies == ['Did you mean "one"?', "Check the spelling."]
