"""A base as it was: read out of git, or from another directory."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evaluation.revision import contents_at_revision


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "faq" / "base.yaml"
    path.parent.mkdir()
    path.write_text("title: T")
    return path


@pytest.fixture
def repository(base: Path) -> Callable[..., None]:
    def git(*words: str) -> None:
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(base.parents[1]), *who, *words], check=True, capture_output=True)

    try:
        git("init", "-q")
    except FileNotFoundError:
        pytest.skip("git is not installed")
    git("add", "faq")
    git("commit", "-qm", "one")
    return git


def test_a_revision_is_read_without_touching_anything(base: Path, repository: Callable[..., None]) -> None:
    first = base.read_bytes()
    (base.parent / "notes.txt").write_text("no base file")
    (base.parent / ".hidden.yaml").write_text("hidden: 1")
    (base.parent / "link.yaml").symlink_to("base.yaml")
    (base.parent / "below").mkdir()
    (base.parent / "below" / "more.yaml").write_text("title: T")
    repository("add", "faq")
    repository("commit", "-qm", "two")
    base.write_text("title: Another")
    for where in ("HEAD", "HEAD~1", "HEAD^{commit}"):
        for path in (base.parent, base):
            ((name, data),) = contents_at_revision([path], where)
            assert name == Path(where) / "faq" / "base.yaml"
            assert data == first
    assert base.read_text() == "title: Another"


def test_a_base_at_the_top_of_its_repository(base: Path, repository: Callable[..., None]) -> None:
    top = base.parents[1]
    (top / "a.yaml").write_text("title: A")
    repository("add", "a.yaml")
    repository("commit", "-qm", "two")
    assert contents_at_revision([top], "HEAD") == [(Path("HEAD/a.yaml"), b"title: A")]


def test_what_is_neither_revision_nor_directory_is_refused(
    base: Path, repository: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for where in ("no-such-thing", "--output=x", "HEAD:faq", ""):
        with pytest.raises(UsageError, match="no Git revision of that name"):
            contents_at_revision([base], where)
    repository("mv", "faq/base.yaml", "faq/renamed.yaml")
    with pytest.raises(UsageError, match="does not exist in the revision HEAD"):
        contents_at_revision([base.with_name("renamed.yaml")], "HEAD")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "base.yaml"
    elsewhere.write_text("title: T")
    with pytest.raises(UsageError, match="is not in a Git repository"):
        contents_at_revision([elsewhere], "HEAD")


def test_a_directory_is_read_as_it_is(base: Path) -> None:
    assert contents_at_revision([Path("unused")], str(base.parent)) == [(base, base.read_bytes())]
