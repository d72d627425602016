"""The screen model behind the smoke test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for the package itself, however pytest imports tests

from tests.smoke.screen import ALTERNATE_SCREEN, AUTOMATIC_WRAP, CURSOR, Screen, is_light


@pytest.mark.parametrize(
    ("output", "rows"),
    [
        ("one\r\ntwo", ["one", "two", ""]),
        ("\x1b[2;3Hto\x1b[0mgether", ["", "  together", ""]),
        ("\x1b[48;2;1;2;3mA\x1b[0msk", ["Ask", "", ""]),
        ("\x1b]22;default\x07\x1bPq\x1b\\\x1b(Btext", ["text", "", ""]),
        ("123456789012", ["1234567890", "12", ""]),
        ("日本\x1b[1;5Hx", ["日本x", "", ""]),
        ("a\r\nb\r\nc\r\nd", ["b", "c", "d"]),
        ("abc\x1b[2D-\x1b[C+", ["a-c+", "", ""]),
        ("abc\x1b[1;2H\x1b[K", ["a", "", ""]),
        ("abc\x1b[2J\x1b[Hd", ["d", "", ""]),
    ],
)
def test_output_is_placed_as_a_terminal_places_it(output: str, rows: list[str]) -> None:
    screen = Screen(10, 3)
    screen.feed(output)
    assert screen.rows == rows
    piecewise = Screen(10, 3)
    for character in output:
        piecewise.feed(character)
    assert piecewise.rows == rows


def test_words_are_found_across_lines_and_gaps() -> None:
    screen = Screen(10, 3)
    screen.feed("from 2000\x1b[2;1Hto   2010")
    assert screen.words == "from 2000 to 2010"


def test_words_are_found_at_their_cells_and_stay_when_the_size_changes() -> None:
    screen = Screen(10, 3)
    screen.feed("\x1b[2;1H日本 Two")
    assert (screen.find("two"), screen.find("three")) == ((5, 1), None)
    screen.resize(12, 4)
    assert screen.find("two") == (5, 1)
    screen.resize(1, 1)
    screen.feed("本a")
    assert screen.rows == ["a"]


def test_the_background_is_that_of_most_cells() -> None:
    screen = Screen(4, 2)
    screen.feed("\x1b[38;5;1;48;2;250;248;244m      \x1b[49m  ")
    assert screen.background == "48;2;250;248;244"
    assert is_light(screen.background)
    assert not is_light("48;2;20;23;28")
    assert not is_light("")


def test_modes_are_remembered_and_the_alternate_screen_is_empty() -> None:
    screen = Screen(4, 2)
    screen.feed("old\x1b[?1049h\x1b[?25;2004h\x1b[?2004l")
    assert screen.changed_modes == [ALTERNATE_SCREEN]
    assert str(screen) == ""
    screen.feed("\x1b[?7l\x1b[?25l")
    assert set(screen.changed_modes) == {ALTERNATE_SCREEN, AUTOMATIC_WRAP, CURSOR}
    screen.feed("\x1b[?7;25h\x1b[?1049l")
    assert screen.changed_modes == []
