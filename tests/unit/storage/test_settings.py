"""The settings file, the consent in it, and the preferences set in the chat."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.paths import settings_file
from assistant.storage.consent import logging_allowed
from assistant.storage.database import Database
from assistant.storage.preferences import Preferences
from assistant.storage.settings import Settings, load_settings


@pytest.fixture
def write(home: Path) -> Path:
    """The settings file, its folder made."""
    settings_file().parent.mkdir(parents=True)
    return settings_file()


def test_without_a_file_the_defaults_apply(said: list[str]) -> None:
    assert load_settings(notice=said.append) == Settings()
    assert logging_allowed()
    assert said == []


def test_every_setting(write: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    write.write_text(
        "# mine\ntheme: nord\nlog: Off\nkeys:\n  contents: f6\n  find: ctrl+g, f3\n"
        "eval: [labelled.jsonl, /data/more.jsonl, ~/own.jsonl]\n"
    )
    settings = load_settings(notice=said.append)
    assert settings.places["theme"] == f"{write}:2:8"
    assert settings.places["find"] == f"{write}:6:3"
    assert settings._replace(places={}) == Settings(
        theme="nord",
        keys={"contents": "f6", "find": "ctrl+g, f3"},
        log=False,
        eval_files=(
            write.parent / "labelled.jsonl",
            Path("/data/more.jsonl"),
            Path("/home/someone/own.jsonl"),
        ),
    )
    assert said == []


def test_json_and_a_single_file(write: Path, said: list[str]) -> None:
    write.write_text('{"theme": "nord", "eval": "a.jsonl", "log": "on"}')
    settings = load_settings(notice=said.append)._replace(places={})
    assert settings == Settings("nord", eval_files=(write.parent / "a.jsonl",))
    assert said == []


def test_an_unknown_home_directory_is_left_as_written(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(path: Path) -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "expanduser", unknown)
    write.write_text("eval: ~nobody/x.jsonl")
    assert load_settings().eval_files == (write.parent / "~nobody/x.jsonl",)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("theme: x\nthmee: y\n", "2:1", 'Did you mean "theme"?'),
        ("log: perhaps\n", "1:6", "log must be on or off"),
        ("log: [on]\n", "1:6", "log must be on or off"),
        ("theme: {a: b}\n", "1:8", "theme must be text"),
        ("keys: f6\n", "1:7", "keys must be a mapping"),
        ("keys:\n  find: [a]\n", "2:9", "the key of find must be text"),
        ("eval: [{a: b}, x]\n", "1:7", "eval must name files"),
        ("- theme\n", "1:1", "not a mapping"),
        ("theme: [\n", "1:8", "syntax"),
        ("theme: a\ntheme: b\n", "2:1", "duplicate-key"),
    ],
)
def test_problems_are_reported_with_their_position(
    write: Path, said: list[str], text: str, place: str, words: str
) -> None:
    write.write_text(text)
    load_settings(notice=said.append)
    assert len(said) == 1
    assert words in said[0]
    assert said[0].startswith(f"{write}:{place}: ")


def test_valid_settings_apply_beside_invalid_ones(write: Path) -> None:
    write.write_text("theme: nord\nlog: perhaps\nkeys:\n  find: [a]\n  help: f2\n")
    assert load_settings()._replace(places={}) == Settings("nord", {"help": "f2"}, log=False)


def test_an_empty_file_sets_nothing(write: Path, said: list[str]) -> None:
    write.write_text("# nothing yet\n")
    assert load_settings(notice=said.append) == Settings()
    assert said == []


@pytest.mark.parametrize(
    "text",
    ["log: off", "log: office", "log: 0", "log: 'no'  # mine\n", '{"log": "false"}', "a: b\r\nLOG : OFF\r\n"],
)
def test_log_off_is_seen_without_reading_yaml(write: Path, text: str) -> None:
    write.write_bytes(text.encode())
    assert not logging_allowed()
    assert not load_settings().log


@pytest.mark.parametrize(
    "text", ["log: on", "# log: off", "catalog: off", "log: 'Yes'  # mine", "keys: {logs: off}"]
)
def test_what_does_not_turn_the_log_off(write: Path, text: str) -> None:
    write.write_text(text)
    assert logging_allowed()
    assert load_settings().log


def test_unreadable_settings_turn_the_log_off(write: Path, said: list[str]) -> None:
    write.mkdir()
    assert not logging_allowed()
    assert not load_settings(notice=said.append).log
    assert len(said) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_block(write: Path) -> None:
    os.mkfifo(write)
    assert logging_allowed()


def test_a_preference_applies_until_the_setting_changes() -> None:
    database = Database.open()
    Preferences(database).set("theme", "nord")
    assert Preferences(database).values() == {"theme": "nord"}
    changed = Settings(theme="light")
    assert Preferences(database, changed).values() == {"theme": "light"}
    Preferences(database, changed).set("theme", "dark")
    assert Preferences(database, changed).values() == {"theme": "dark"}
    assert Preferences(database, Settings(theme="blue")).values() == {"theme": "blue"}


def test_preferences_that_cannot_be_stored_are_reported(home: Path, said: list[str]) -> None:
    (home / "state").write_text("in the way")
    preferences = Preferences(Database.open(notice=said.append))
    preferences.set("theme", "nord")
    assert preferences.values() == {}
    assert len(said) == 1
