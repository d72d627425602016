"""The settings file, the consent in it, and the choices made in the chat."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.paths import settings_file
from assistant.storage.consent import keeps_log
from assistant.storage.preferences import Choices
from assistant.storage.settings import Settings, load_settings


@pytest.fixture
def write(home: Path) -> Path:
    """The settings file, its folder made."""
    settings_file().parent.mkdir(parents=True)
    return settings_file()


def test_without_a_file_everything_is_as_usual(said: list[str]) -> None:
    assert load_settings(notice=said.append) == Settings()
    assert keeps_log()
    assert said == []


def test_everything_that_can_be_set(write: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    write.write_text(
        "# mine\ntheme: nord\nlog: Off\nkeys:\n  contents: f6\n  find: ctrl+g, f3\n"
        "eval: [labelled.jsonl, /data/more.jsonl, ~/own.jsonl]\n"
    )
    assert load_settings(notice=said.append) == Settings(
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


def test_json_and_one_file_will_do(write: Path, said: list[str]) -> None:
    write.write_text('{"theme": "nord", "eval": "a.jsonl", "log": "on"}')
    assert load_settings(notice=said.append) == Settings("nord", eval_files=(write.parent / "a.jsonl",))
    assert said == []


def test_a_home_that_nobody_knows_stays_as_written(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(path: Path) -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "expanduser", unknown)
    write.write_text("eval: ~nobody/x.jsonl")
    assert load_settings().eval_files == (write.parent / "~nobody/x.jsonl",)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("theme: x\nthmee: y\n", "2:1", 'Did you mean "theme"?'),
        ("log: perhaps\n", "1:6", "log is to be on or off"),
        ("log: [on]\n", "1:6", "log is to be on or off"),
        ("theme: {a: b}\n", "1:8", "theme is to be one text"),
        ("keys: f6\n", "1:7", "keys is to be a table"),
        ("keys:\n  find: [a]\n", "2:9", "the key of find is to be one text"),
        ("eval: [{a: b}, x]\n", "1:7", "eval is to name files"),
        ("- theme\n", "1:1", "no table of keys"),
        ("theme: [\n", "2:1", "syntax"),
        ("theme: a\ntheme: b\n", "2:1", "duplicate-key"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    write: Path, said: list[str], text: str, place: str, words: str
) -> None:
    write.write_text(text)
    load_settings(notice=said.append)
    assert len(said) == 1
    assert words in said[0]
    assert said[0].startswith(f"{write}:{place}: ")


def test_what_is_right_counts_beside_what_is_wrong(write: Path) -> None:
    write.write_text("theme: nord\nlog: perhaps\nkeys:\n  find: [a]\n  help: f2\n")
    assert load_settings() == Settings("nord", {"help": "f2"})


def test_an_empty_file_sets_nothing(write: Path, said: list[str]) -> None:
    write.write_text("# nothing yet\n")
    assert load_settings(notice=said.append) == Settings()
    assert said == []


@pytest.mark.parametrize(
    "text", ["log: off", "log: 'no'  # mine\n", '{"log": "false"}', "a: b\r\nLOG : OFF\r\n"]
)
def test_log_off_is_seen_without_reading_yaml(write: Path, text: str) -> None:
    write.write_bytes(text.encode())
    assert not keeps_log()
    assert not load_settings().log


@pytest.mark.parametrize(
    "text", ["log: on", "# log: off", "catalog: off", "log: office", "keys: {logs: off}"]
)
def test_what_does_not_forbid_it(write: Path, text: str) -> None:
    write.write_text(text)
    assert keeps_log()
    assert load_settings().log


def test_settings_that_cannot_be_read_may_forbid_it(write: Path, said: list[str]) -> None:
    write.mkdir()
    assert not keeps_log()
    assert not load_settings(notice=said.append).log
    assert len(said) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_makes_nobody_wait(write: Path) -> None:
    os.mkfifo(write)
    assert keeps_log()


def test_a_choice_holds_until_the_settings_say_otherwise() -> None:
    Choices.open().prefer("theme", "nord")
    assert Choices.open().preferences() == {"theme": "nord"}
    changed = Settings(theme="light")
    assert Choices.open(changed).preferences() == {"theme": "light"}
    Choices.open(changed).prefer("theme", "dark")
    assert Choices.open(changed).preferences() == {"theme": "dark"}
    assert Choices.open(Settings(theme="blue")).preferences() == {"theme": "blue"}


def test_choices_that_cannot_be_kept(home: Path, said: list[str]) -> None:
    (home / "state").write_text("in the way")
    choices = Choices.open(notice=said.append)
    choices.prefer("theme", "nord")
    assert choices.preferences() == {}
    assert len(said) == 1


def test_choices_of_an_unknown_kind_are_passed_over(home: Path) -> None:
    choices = Choices(home / "own" / "choices.jsonl")
    choices.prefer("pane", "shown")
    with (home / "own" / "choices.jsonl").open("a") as file:
        file.write('{"name": 1, "value": "x", "set": ""}\n{"name": "theme", "value": 2, "set": ""}\n')
    assert choices.preferences() == {"pane": "shown"}
