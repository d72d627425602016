"""A change is believed when it has come to rest; a file cut short is held back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.base.watching import Look, Settled, State, fingerprint, read_contents, shrunk_files

A, B = Path("a.yaml"), Path("b.yaml")


class World:
    """Files and a clock in the test's hands."""

    def __init__(self) -> None:
        self.files = {A: b"0123456789"}
        self.now = 100.0
        self.settled = Settled(lambda: dict(self.files), lambda: self.now)

    def after(self, seconds: float) -> State:
        self.now += seconds
        return self.settled.look().state


def test_nothing_happens_when_nothing_changes():
    world = World()
    assert [world.after(1.0), world.after(60.0)] == [State.SAME, State.SAME]


def test_a_change_is_believed_when_it_has_been_still():
    world = World()
    world.files[A] = b"01234567890"
    assert [world.after(0.0), world.after(0.1)] == [State.MOVING, State.MOVING]
    world.files[A] = b"012345678901"
    assert [world.after(0.1), world.after(0.19)] == [State.MOVING, State.MOVING]
    world.now += 0.02
    look = world.settled.look()
    assert look == Look(State.CHANGED, (), {A: b"012345678901"})
    assert world.after(1.0) is State.SAME


def test_a_change_taken_back_is_none():
    world = World()
    world.files[A] = b"0123456789!"
    assert world.after(0.1) is State.MOVING
    world.files[A] = b"0123456789"
    assert world.after(5.0) is State.SAME


@pytest.mark.parametrize("short", [b"", b"0123", None])
def test_a_file_cut_short_is_held_back_and_then_believed(short):
    world = World()
    if short is None:
        del world.files[A]
    else:
        world.files[A] = short
    assert [world.after(0.0), world.after(0.3), world.after(5.0)] == [State.MOVING, State.HELD, State.HELD]
    world.now += 5.0
    look = world.settled.look()
    assert (look.state, look.shrunk) == (State.CHANGED, (A,))


def test_a_file_that_comes_back_whole_is_believed_at_once():
    world = World()
    world.files[A] = b""
    assert [world.after(0.0), world.after(0.3)] == [State.MOVING, State.HELD]
    world.files[A] = b"0123456789 and more"
    assert [world.after(0.1), world.after(0.3)] == [State.MOVING, State.CHANGED]


def test_somebody_may_say_that_it_is_meant():
    world = World()
    assert world.settled.accept().state is State.SAME
    world.files[A] = b"0"
    look = world.settled.accept()
    assert (look.state, look.shrunk, look.contents) == (State.CHANGED, (A,), {A: b"0"})
    assert world.after(1.0) is State.SAME


def test_half_is_enough_and_renaming_is_not_shrinking():
    before = fingerprint({A: b"0123456789", B: b"b"})
    assert shrunk_files(before, fingerprint({A: b"01234", B: b"b"})) == ()
    assert shrunk_files(before, fingerprint({Path("c.yaml"): b"0123456789", B: b"b"})) == ()
    assert shrunk_files(before, fingerprint({B: b"b"})) == (A,)


def test_what_cannot_be_read_is_left_out(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"x")
    (tmp_path / "b.yaml").symlink_to("nowhere")
    assert list(read_contents([tmp_path]).values()) == [b"x"]
