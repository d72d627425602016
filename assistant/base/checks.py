"""What is not wrong in a base but could be better: one small function a rule.

A rule takes a loaded base and yields warnings; it neither prints nor stops. ``RULES`` lists those that need
nothing else. Those that need the source's text or the matcher take it as an argument, so that reading a base
depends on neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.base.cross_checks import folded
from assistant.base.loader import Loaded
from assistant.base.model import Entry
from assistant.base.problems import Place, cited
from assistant.base.source import flattened
from assistant.errors import Problem

FEW_VARIANTS = 3
"""An entry with fewer is easily missed."""
QUOTE_WORDS = 10
"""A longer quote is no longer a few words."""


class Ranked(NamedTuple):
    """An entry that a question may lead to."""

    id: str
    score: float
    """0-100."""
    phrasing: int = 0
    """Which phrasing of the entry is nearest, counted from its question on."""


Rank = Callable[[str], Sequence[Ranked]]
"""Takes a question, gives the entries it may lead to, best first."""

_SOUNDLESS = re.compile(r"[^\w+#]|_")


def few_variants(loaded: Loaded) -> Iterator[Problem]:
    """An entry with fewer than three variants.

    Passes: a question with three or more variants. Fails: a question with two.
    """
    for entry in loaded.base.entries:
        count = len(entry.variants)
        if count < FEW_VARIANTS:
            many = ("no variants", "only one variant", "only two variants")[count]
            message = f"entry {cited(entry.id)} has {many}"
            remedy = f"Add wordings that people would type, until there are at least {FEW_VARIANTS}."
            yield _warning(loaded.places.entry(entry.id), "few-variants", message, remedy)


def unused_sections(loaded: Loaded) -> Iterator[Problem]:
    """A section that no entry belongs to."""
    used = {entry.section for entry in loaded.base.entries}
    for section in loaded.base.sections:
        if section.id not in used:
            message = f"no entry belongs to the section {cited(section.id)}"
            place = loaded.places.section(section.id)
            yield _warning(place, "unused-section", message, "Write an entry for it, or delete the section.")


def long_quotes(loaded: Loaded) -> Iterator[Problem]:
    """A quote of more than ten words."""
    for entry in loaded.base.entries:
        words = len(entry.quote.split())
        if words > QUOTE_WORDS:
            message = f"the quote has {words} words; {QUOTE_WORDS} are enough"
            place = loaded.places.field(entry.id, "quote")
            yield _warning(place, "long-quote", message, "Keep the words that settle the matter.")


def repeated_phrasings(loaded: Loaded) -> Iterator[Problem]:
    """Two phrasings of one entry that differ only in case, punctuation, spacing or Unicode form."""
    for entry in loaded.base.entries:
        first: dict[str, int] = {}
        for index, phrasing in enumerate(entry.phrasings):
            earlier = first.setdefault(_bare(phrasing), index)
            if earlier != index:
                same = cited(entry.phrasings[earlier])
                message = f"{cited(phrasing)} says no more than {same} of the same entry"
                place = loaded.places.phrasing(entry.id, index)
                yield _warning(place, "repeated-phrasing", message, "Delete one, or word it differently.")


def _bare(phrasing: str) -> str:
    """A phrasing's words and nothing else: "e-mail?" is "E mail", but "web site" is not "website"."""
    return " ".join(_SOUNDLESS.sub(" ", folded(phrasing)).split()) or phrasing


RULES: tuple[Callable[[Loaded], Iterator[Problem]], ...] = (
    few_variants,
    unused_sections,
    long_quotes,
    repeated_phrasings,
)


def warnings(loaded: Loaded) -> list[Problem]:
    """All warnings that need nothing but the base, sorted by place."""
    return sorted(problem for rule in RULES for problem in rule(loaded))


def missing_quotes(loaded: Loaded, source: str) -> list[Problem]:
    """Errors for quotes that do not stand in the source, white space and Unicode form aside."""
    text = flattened(source)
    found: list[Problem] = []
    for entry in loaded.base.entries:
        quote = flattened(entry.quote)
        if quote and quote not in text:
            place = loaded.places.field(entry.id, "quote")
            message = f"the quote {cited(entry.quote)} does not stand in the source"
            if quote.casefold() in text.casefold():
                remedy = "Only capital and small letters differ: copy it exactly."
            else:
                remedy = "Copy the words from the source exactly, or delete the quote."
            found.append(Problem(*place, "quote-not-found", message, remedy))
    return sorted(found)


def matching_warnings(
    loaded: Loaded, rank: Rank, *, threshold: float = 0.0, margin: float = 0.0
) -> list[Problem]:
    """Warnings about what the matcher makes of the base's own phrasings, sorted by place.

    Args:
        loaded: The base.
        rank: The matcher.
        threshold: Lowest score (0-100) that is answered.
        margin: Least lead (0-100) over the second candidate.
    """
    found: list[Problem] = []
    entries = {entry.id: entry for entry in loaded.base.entries}
    reported: set[tuple[str, str]] = set()
    for entry in loaded.base.entries:
        for index, phrasing in enumerate(entry.phrasings):
            ranked = rank(phrasing)
            own = next((one.score for one in ranked if one.id == entry.id), 0.0)
            rival = next((one for one in ranked if one.id != entry.id and one.id in entries), None)
            ahead = rival is not None and rival.score > own
            place = loaded.places.phrasing(entry.id, index)
            if own < threshold or not ranked or ahead:
                found.append(_unreached(place, entry, phrasing, rival.id if rival and ahead else ""))
            elif rival is not None and own - rival.score < margin:
                pair = (min(entry.id, rival.id), max(entry.id, rival.id))
                if pair not in reported:  # said once, at the phrasing that comes first
                    reported.add(pair)
                    other = entries[rival.id]
                    found.append(_too_close(loaded, place, phrasing, entry, other, rival.phrasing))
    return sorted(found)


def _unreached(place: Place, entry: Entry, phrasing: str, winner: str) -> Problem:
    """An entry's own phrasing leads elsewhere, or nowhere."""
    where = f"leads to the entry {cited(winner)}" if winner else "finds no confident answer"
    message = f"{cited(phrasing)}, a phrasing of {cited(entry.id)}, {where}"
    return _warning(place, "unreached", message, "Word it more tellingly, or change what it is taken for.")


def _too_close(
    loaded: Loaded, place: Place, phrasing: str, entry: Entry, rival: Entry, index: int
) -> Problem:
    """Phrasings of two entries that the matcher can hardly tell apart."""
    other = rival.phrasings[index]
    theirs = _bare(other).split()
    shared = [word for word in dict.fromkeys(_bare(phrasing).split()) if word in theirs]
    where = loaded.places.phrasing(rival.id, index)
    both = f"; both have: {', '.join(shared[:8])}" if shared else ""
    message = f"{cited(phrasing)} is hardly told from {cited(other)} of {cited(rival.id)}, at {where}{both}"
    telling = _telling_word(entry, rival)
    remedy = f"Use a word that tells them apart{f', such as {cited(telling)}' if telling else ''}."
    return _warning(place, "too-close", message, remedy)


def _telling_word(entry: Entry, rival: Entry) -> str:
    """A word of an entry's phrasings or answer that its rival does not have; the longest of the first few."""
    theirs = set(_words((*rival.phrasings, rival.answer)))
    own = [word for word in _words((*entry.phrasings, entry.answer)) if word not in theirs]
    return max(own[:8], key=len, default="")


def _words(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts for word in re.findall(r"\w{4,}", folded(text)))


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(*place, rule, message, remedy, "warning")
