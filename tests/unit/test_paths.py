"""Where things are: the same places as platformdirs, without loading it."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import platformdirs
import pytest

from assistant import paths

XDG = ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
PLACES = {"cache": paths.cache_dir, "state": paths.state_dir, "config": paths.config_dir}
linux_rules = pytest.mark.skipif(paths._OTHER_RULES, reason="this system follows other rules than XDG's")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*XDG, "ASSISTANT_FAQ"):
        monkeypatch.delenv(name, raising=False)


@linux_rules
@pytest.mark.parametrize(
    ("home", "named"),
    list(
        itertools.product(["/home/someone", "", "not/absolute", None, "/"], [None, "", "/x/y/", "rel/ative"])
    ),
)
def test_same_places_as_platformdirs(
    monkeypatch: pytest.MonkeyPatch, home: str | None, named: str | None
) -> None:
    monkeypatch.delenv("HOME", raising=False)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    for name in XDG:
        if named is not None:
            monkeypatch.setenv(name, named)
    theirs = platformdirs.PlatformDirs("assistant", appauthor=False)
    for kind, place in PLACES.items():
        assert place() == Path(getattr(theirs, f"user_{kind}_dir"))


@linux_rules
def test_without_a_home_there_is_no_place_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    def nobody(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for place in PLACES.values():
        assert place() == paths.NOWHERE
    with pytest.raises(OSError, match="directory"):
        paths.NOWHERE.mkdir(parents=True)
    assert not paths.NOWHERE.exists()


@linux_rules
def test_a_home_in_the_user_database_that_is_no_path_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    entry = pwd.struct_passwd(("x", "x", 1, 1, "", "", "/bin/sh"))
    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: entry)
    assert paths.state_dir() == paths.NOWHERE


def test_other_systems_are_asked_of_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_OTHER_RULES", True)
    theirs = platformdirs.PlatformDirs("assistant", appauthor=False)
    assert paths.config_dir() == Path(theirs.user_config_dir)

    def no_home(*args: object, **rest: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(platformdirs, "PlatformDirs", no_home)
    assert paths.config_dir() == paths.NOWHERE


def test_the_bundled_base_is_beside_the_package_or_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (paths.bundled_base() / "0-base.yaml").is_file()
    package = tmp_path / "assistant"
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.bundled_base() == tmp_path / "faq"
    (package / "faq").mkdir(parents=True)
    assert paths.bundled_base() == package / "faq"


def test_which_base_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.named_base() == []
    monkeypatch.setenv("ASSISTANT_FAQ", os.pathsep.join(["a.yaml", "", "b"]))
    assert paths.named_base([]) == [Path("a.yaml"), Path("b")]
    assert paths.named_base(["c"]) == [Path("c")]


def test_listing_names_every_place_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in XDG:
        monkeypatch.setenv(name, str(tmp_path / name))
    listed = dict(paths.listing([tmp_path / "a", tmp_path / "b"]))
    assert list(listed)[:3] == ["question base", "question base 2", "base index"]
    assert listed["inbox"] == paths.state_dir() / "records.sqlite"
    assert listed["settings"] == paths.settings_file()
    assert listed["base index"] == paths.cache_dir()
