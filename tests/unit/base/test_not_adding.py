"""What is not added to a base file, and that the file is then as it was."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from assistant.base.editing import apply, plan_draft, plan_phrasing
from assistant.errors import BaseError, EditError
from tests.unit.base.editing_files import BLOCK, HEAD, ONE, ONE_FLOW, add_phrasing, write


@pytest.mark.parametrize("phrasing", ["", " \t", "a\nb", "a\x1bb", "a\u202eb", "a\u200bb", "x" * 2001])
def test_what_is_no_phrasing_is_refused(tmp_path, phrasing):
    path = write(tmp_path, HEAD + BLOCK)
    with pytest.raises(EditError, match="The phrasing"):
        add_phrasing([path], "one", phrasing)


@pytest.mark.parametrize(
    ("id", "phrasing", "words"),
    [
        ("one", "FIRST!", r"already a phrasing of this entry, at .*faq.yaml:11:9"),
        ("one", "what is two", 'already a phrasing of the entry "two"'),
        ("three", "x", 'no entry "three"'),
    ],
)
def test_what_the_base_knows_already_is_refused(tmp_path, id, phrasing, words):
    path = write(tmp_path, HEAD + BLOCK)
    with pytest.raises(EditError, match=words):
        add_phrasing([path], id, phrasing)
    assert path.read_text() == HEAD + BLOCK


def test_a_list_shared_by_an_alias_is_left_alone(tmp_path):
    shared = BLOCK.replace("variants:\n", "variants: &v\n").replace("Second.", "Second.\n    tags: *v")
    path = write(tmp_path, HEAD + shared)
    with pytest.raises(EditError, match="an alias shares it"):
        add_phrasing([path], "one", "new")
    path = write(
        tmp_path, HEAD + shared.replace("tags: *v", "variants: *v").replace("variants: &v", "tags: &v")
    )
    with pytest.raises(EditError, match="an alias shares it"):
        add_phrasing([path], "two", "new")
    assert path.read_text().endswith("variants: *v\n")


def test_entries_named_by_an_alias_are_left_alone(tmp_path):
    entry = "{id: one, section: a, question: q, answer: x}"
    path = write(
        tmp_path, f"{HEAD}entries: [{entry}]\n".replace("title: A", f"title: A\n    summary: &s {entry}")
    )
    with pytest.raises(BaseError, match="should be a text"):
        add_phrasing([path], "one", "new")
    path = write(tmp_path, f"{HEAD}    summary: &i one\nentries: [{entry}]\n".replace("id: one", "id: *i"))
    with pytest.raises(EditError, match="not spelled out"):
        add_phrasing([path], "one", "new")


def test_a_broken_base_is_not_added_to(tmp_path):
    path = write(tmp_path, HEAD + BLOCK + "    kind: x\n    tags: y\n")
    with pytest.raises(BaseError, match=r":20:11.*(?s:.*):21:11"):
        add_phrasing([path], "one", "new")
    with pytest.raises(BaseError, match="no such file"):
        add_phrasing([tmp_path / "no.yaml"], "one", "new")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BaseError, match="has no"):
        add_phrasing([tmp_path / "empty"], "one", "new")


def test_a_file_that_changed_since_is_left_alone(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    edit = plan_phrasing([path], "one", "new")
    path.write_text(HEAD + BLOCK + "# later\n")
    with pytest.raises(EditError, match="has changed since"):
        apply(edit)
    path.unlink()
    with pytest.raises(EditError, match="cannot be written: No such file"):
        apply(edit)
    path.mkdir()
    with pytest.raises(EditError, match="not a regular file"):
        apply(edit)


def test_mode_and_link_stay(tmp_path):
    real = write(tmp_path, HEAD + BLOCK)
    real.chmod(0o640)
    (tmp_path / "other").mkdir()
    link = tmp_path / "other" / "link.yaml"
    link.symlink_to("../faq.yaml")
    add_phrasing([link], "one", "new")
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "'new'" in real.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faq.yaml", "other"]


def test_a_read_only_file_is_left_alone(tmp_path, monkeypatch):
    path = write(tmp_path, HEAD + BLOCK)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(EditError, match="is read-only"):
        add_phrasing([path], "one", "new")


def test_systems_without_owners_and_locks_will_do(tmp_path, monkeypatch):
    path = write(tmp_path, HEAD + BLOCK)
    monkeypatch.delattr(os, "chown")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    add_phrasing([path], "one", "new")
    assert "'new'" in path.read_text()


def test_of_two_edits_at_once_the_second_must_look_again(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    edits = [plan_phrasing([path], "one", text) for text in ("new", "newer")]
    apply(edits[0])
    with pytest.raises(EditError, match="has changed since"):
        apply(edits[1])


NO_YAML = "what\ufffe"
"""Safe to show, but nothing that YAML can hold: every proposal has to fail."""


@pytest.mark.parametrize(
    "entries",
    [
        BLOCK,
        BLOCK.replace("    variants:\n      - first  # a comment\n      - 'second'\n", ""),
        "entries:\n" + ONE + "  variants: []\n",
        "entries:\n" + ONE + "  variants: [b]\n",
        "entries:\n" + ONE_FLOW + ", answer: x}\n",
        "entries: [{id: one, section: a, question: q, answer: x}]",
        "entries: [ ]\ndecoys: []\n",
        "",
    ],
)
def test_what_cannot_be_written_is_refused_in_every_style(tmp_path, entries):
    path = write(tmp_path, HEAD + entries)
    with pytest.raises((EditError, BaseError), match=r"No safe way|the base has no entries"):
        add_phrasing([path], "one", NO_YAML)
    (tmp_path / "more.yaml").write_text("entries:\n  - {id: n, kind: small_talk, question: n, answer: x}\n")
    with pytest.raises(EditError, match="No safe way"):
        plan_draft([tmp_path], "a", NO_YAML)
    assert path.read_text() == HEAD + entries


@pytest.mark.parametrize(
    "entries",
    [
        "title: T\nsections: [{id: a, title: A}]\n? entries\n: - id: one\n    section: a\n    question: q\n"
        "    answer: x\n    ? variants\n    : - b\n",
        HEAD + "    summary: &k question\nentries:\n" + ONE.replace("  question:", "  *k :"),
        '{"sections": [{"id": "a", "title": "A"}], "title": "T"}',
    ],
)
def test_rare_layouts_are_refused_rather_than_harmed(tmp_path, entries):
    path = write(tmp_path, entries)
    (tmp_path / "more.yaml").write_text("entries:\n  - {id: n, kind: small_talk, question: n, answer: x}\n")
    before = path.read_text()
    with pytest.raises(EditError, match=r"No safe way|not written out|no entry"):
        add_phrasing([tmp_path], "one", "new")
    assert path.read_text() == before


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_write_that_fails_leaves_the_file_and_no_litter(tmp_path, monkeypatch, step):
    path = write(tmp_path, HEAD + BLOCK)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path if step == "chmod" else os, step, fail)
        with pytest.raises(EditError, match="No space left"):
            add_phrasing([path], "one", "new")
    assert path.read_text() == HEAD + BLOCK
    assert list(tmp_path.iterdir()) == [path]


def test_new_entries_that_cannot_be_are_refused(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    with pytest.raises(EditError, match='no section "b"'):
        plan_draft([path], "b", "new")
    with pytest.raises(EditError, match='already a phrasing of the entry "one"'):
        plan_draft([path], "a", "first")
    assert plan_draft([path], "a", "one").after.count(b"id: one-2\n") == 1
    assert plan_draft([path], "a", "two").after.count(b"id: two-2\n") == 1
    assert plan_draft([path], "a", "???").after.count(b"id: entry\n") == 1


@pytest.mark.parametrize("nth", [1, 2])
def test_a_disk_that_fails_meanwhile_is_reported_or_does_not_matter(tmp_path, monkeypatch, nth):
    path = write(tmp_path, HEAD + BLOCK)
    real, calls = Path.is_dir, []

    def failing(self):
        calls.append(self)
        if calls.count(path) == nth:
            raise OSError(5, "Input/output error")
        return real(self)

    monkeypatch.setattr(Path, "is_dir", failing)
    try:
        told = str(plan_phrasing([path], "one", "a wording").path)
    except BaseError as error:
        told = str(error)
    assert told == str(path) or "Input/output error" in told
    assert path in calls


def test_in_a_base_of_several_files_an_entry_must_stand_in_one(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    assert plan_phrasing([tmp_path], "one", "a wording").path == path
    with pytest.raises(EditError, match='no entry "three"'):
        plan_phrasing([tmp_path], "three", "a wording")
