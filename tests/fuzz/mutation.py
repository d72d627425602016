"""Bytes made worse, step by step and repeatably: what an editor, a bad disk or somebody with time would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_SIGNS = (
    r"""- ¦: ¦? ¦#¦ #¦|¦>¦|+¦>-¦&a ¦*a¦!¦!!str ¦%¦@¦`¦~¦---¦...¦<<: ¦[¦]¦{¦}¦'¦,¦"¦''¦""¦\\¦\u202e¦\x1b¦\ud800¦\0""",
    "  ¦\t¦\n¦\r¦\r\n¦\0¦\x07¦\x1b[2J¦\x1b]52;c;aGk=\x07¦\x7f¦\u202e¦\u2066¦\u200b¦\ufeff¦\u2028¦\U000e0041¦\ufdfa¦é",
    "e\u0301¦Ａ¦ß¦İ¦ﬁ¦👩\u200d👩¦日本¦ع¦\u1160¦𝔘¦٣¦½¦" + "\u0301" * 12,
    "null¦no¦1e999¦-1¦0¦NaN¦99999999999999999999¦1_0¦0x1f¦2001-04-01¦12:30",
    "<b>¦[/b]¦[@click=app.quit]x[/]¦](javascript:x)¦%s%n¦{0}¦$(id)¦../..¦' OR 1=1 --",
    "id¦entries:¦sections:¦variants:¦answer: ¦kind: small_talk¦section: ¦title: ¦settings:",
)
_NO_TEXT = (b"\xc2\x85", b"\xc2\x9b", b"\xff", b"\xc3", b"\xed\xa0\x80")
TOKENS: tuple[bytes, ...] = (*(sign.encode() for line in _SIGNS for sign in line.split("¦")), *_NO_TEXT)
"""What matters to some reader: the signs of YAML and JSON, control bytes, odd characters, odd numbers."""

_LONGEST = 200_000
"""Bytes that a mutation may grow to: more finds nothing but time."""

Change = Callable[[bytearray, Random, Sequence[bytes]], None]


def _place(data: bytearray, chance: Random) -> tuple[int, int]:
    """A stretch of the data, mostly a short one."""
    start = chance.randint(0, len(data))
    return start, min(len(data), start + int(chance.expovariate(1 / 8)))


def _flip(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _delete(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    start, end = _place(data, chance)
    del data[start:end]


def _repeat(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    start, end = _place(data, chance)
    at = chance.randint(0, len(data))
    data[at:at] = data[start:end] * chance.choice((1, 1, 2, 40))


def _insert(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.choice(TOKENS)


def _replace(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    start, end = _place(data, chance)
    data[start:end] = chance.choice(TOKENS)


def _cut(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    del data[chance.randint(0, len(data)) :]


def _lines(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    """Move, repeat, drop or indent a line."""
    lines = data.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines.insert(to, lines.pop(at))
        case 1:
            lines.insert(to, lines[at])
        case 2:
            del lines[at]
        case _:
            lines[at] = chance.choice((b" ", b"  ", b"\t", b"- ")) + lines[at]
    data[:] = b"\n".join(lines)


def _splice(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    """The end of another one from somewhere on."""
    other = chance.choice(others)
    data[chance.randint(0, len(data)) :] = other[chance.randint(0, len(other)) :]


CHANGES: tuple[Change, ...] = (
    _flip,
    _delete,
    _repeat,
    _insert,
    _insert,
    _replace,
    _replace,
    _cut,
    _lines,
    _splice,
)


def mutated(seeds: Sequence[bytes], chance: Random) -> bytes:
    """One of the seeds with one to eight changes."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 2, 3, 5, 8))):
        chance.choice(CHANGES)(data, chance, seeds)
        del data[_LONGEST:]
    return bytes(data)
