"""How common a word is in English, in three bands, for any base.

The bands are the size classes of SCOWL, Kevin Atkinson's Spell Checker Oriented Word Lists (10, 20, 35 and
40; notice in ``english.LICENSE``): a word of band 1 is known to every reader, a word of none is a name, a
term of some trade or no word at all. The list is sorted and searched in place, so that asking about one
word reads a few hundred bytes of it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

RARE = 4
"""The band of a word that is not listed."""

BAND_WEIGHT = {1: 0.8, 2: 1.0, 3: 1.1, RARE: 1.15}
"""How telling a word is by its band alone; on BANKING77's development split nearest-phrasing top-1 rises by 3
points against one weight for all."""

FILLERS = frozenset(
    "a an the of to in on at by for from with as it its is do can could would will shall should may might must "
    "please kindly tell say let know want like need wonder ask give explain i me my we us our you your he she "
    "they them their his her this that these those there here so just also really actually basically exactly "
    "maybe perhaps well ok okay hey hi oh um uh and or but if then than very quite some any about into get got "
    "have be question answer help sir madam dear thanks thank hello good morning afternoon evening sorry "
    "someone somebody anyone anybody possible able something anything thing things".split()
)
"""Words that say how something is asked rather than what: they never count as telling."""


@lru_cache(maxsize=1)
def _listed() -> bytes:
    return b"\n" + Path(__file__).with_name("english.txt").read_bytes()


@lru_cache(maxsize=4096)
def band(word: str) -> int:
    """The band of a folded word: 1 (everyday) to 3, or ``RARE``.

    >>> band("house"), band("typhoon"), band("kumamoto")
    (1, 3, 4)
    """
    if not word.isascii():
        return RARE
    text = _listed()
    sought = word.encode()
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        start = text.rfind(b"\n", 0, middle + 1) + 1
        end = text.find(b"\n", start)
        if end < 0:
            end = len(text)
        line, _, number = text[start:end].partition(b" ")
        if line == sought:
            return int(number)
        if line < sought:
            low = end + 1
        else:
            high = start - 1
    return RARE


def all_bands() -> dict[str, int]:
    """The band of every word that is listed, for whoever asks about thousands."""
    lines = _listed().decode("ascii").split()
    return dict(zip(lines[::2], map(int, lines[1::2]), strict=True))
