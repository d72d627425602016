"""A change is accepted when it is complete; a file that shrank sharply is held back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.base.watching import ChangeDetector, Poll, State, fingerprint, read_contents, shrunk_files

A, B = Path("a.yaml"), Path("b.yaml")


class World:
    """Files and a clock in the test's hands."""

    def __init__(self) -> None:
        self.files = {A: b"0123456789"}
        self.now = 100.0
        self.detector = ChangeDetector(lambda: dict(self.files), lambda: self.now)

    def after(self, seconds: float) -> State:
        self.now += seconds
        return self.detector.poll().state


def test_unchanged_files_are_unchanged():
    world = World()
    assert [world.after(1.0), world.after(60.0)] == [State.UNCHANGED, State.UNCHANGED]


def test_a_change_is_accepted_when_it_has_been_stable():
    world = World()
    world.files[A] = b"01234567890"
    assert [world.after(0.0), world.after(0.1)] == [State.CHANGING, State.CHANGING]
    world.files[A] = b"012345678901"
    assert [world.after(0.1), world.after(0.19)] == [State.CHANGING, State.CHANGING]
    world.now += 0.02
    poll = world.detector.poll()
    assert poll == Poll(State.CHANGED, (), {A: b"012345678901"})
    assert world.after(1.0) is State.UNCHANGED


def test_a_change_that_is_undone_is_no_change():
    world = World()
    world.files[A] = b"0123456789!"
    assert world.after(0.1) is State.CHANGING
    world.files[A] = b"0123456789"
    assert world.after(5.0) is State.UNCHANGED


@pytest.mark.parametrize("short", [b"", b"0123", None])
def test_a_file_that_shrank_is_held_back_and_then_accepted(short):
    world = World()
    if short is None:
        del world.files[A]
    else:
        world.files[A] = short
    assert [world.after(0.0), world.after(0.3), world.after(5.0)] == [State.CHANGING, State.HELD, State.HELD]
    world.now += 5.0
    poll = world.detector.poll()
    assert (poll.state, poll.shrunk) == (State.CHANGED, (A,))


def test_a_file_that_is_restored_is_accepted_at_once():
    world = World()
    world.files[A] = b""
    assert [world.after(0.0), world.after(0.3)] == [State.CHANGING, State.HELD]
    world.files[A] = b"0123456789 and more"
    assert [world.after(0.1), world.after(0.3)] == [State.CHANGING, State.CHANGED]


def test_a_change_can_be_accepted_without_waiting():
    world = World()
    world.files[A] = b"0"
    world.detector.accept()
    assert world.after(1.0) is State.UNCHANGED


def test_half_the_size_is_enough_and_renaming_is_not_shrinking():
    before = fingerprint({A: b"0123456789", B: b"b"})
    assert shrunk_files(before, fingerprint({A: b"01234", B: b"b"})) == ()
    assert shrunk_files(before, fingerprint({Path("c.yaml"): b"0123456789", B: b"b"})) == ()
    assert shrunk_files(before, fingerprint({B: b"b"})) == (A,)


def test_unreadable_files_are_left_out(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"x")
    (tmp_path / "b.yaml").symlink_to("nowhere")
    assert list(read_contents([tmp_path]).values()) == [b"x"]
