"""Find the choice, list item, neighbouring or related entry that a text names by its place or by a few words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.base.model import ANSWER, NOT_IN_SOURCE, Entry
from assistant.conversation.answering import Match
from assistant.conversation.context import Context
from assistant.matching.follow_up import (
    agrees,
    asks_for_examples,
    asks_for_more,
    asks_for_opposite,
    asks_where_said,
    correction,
    counted,
    description,
    list_items,
    names_only_place,
    neighbour,
    ordinal,
    without_request,
)

ITEM_COVERAGE = 0.5
"""Share (0-1) of a list item's words that the entry about it has."""


def pick_offered(context: Context, text: str) -> Match | None:
    """Return the offered question that a text names by its place, unless it means the item of a list."""
    text = without_request(correction(text) or text)
    place = 0 if agrees(text) and len(context.choices) == 1 else ordinal(text)
    offered = context.choices or ([] if context.items or not names_only_place(text) else context.numbered)
    if place is None or not -len(offered) <= place < len(offered):
        return None
    found = context.match(offered[place])
    return found if found.confident else None


def pick(context: Context, text: str) -> Match | None:
    """Return the choice, list item, neighbouring or related entry that a text names, if any."""
    text = without_request(correction(text) or text)
    place = ordinal(text)
    if context.topic is None or (place is not None and context.choices):
        return None
    listed = list_items(context.topic.entry.answer)
    if place is not None and listed:
        if -len(listed) <= place < len(listed):
            return _item(context, listed[place])
        return context.match(context.topic.entry.question)
    earlier = place is not None and counted(context.topic.entry.question, place=max(place, 0)) is None
    if place is not None and earlier and -len(context.items) <= place < len(context.items):
        return _item(context, context.items[place])
    step = neighbour(text)
    if step is not None and context.items:
        found = _beside_in_list(context, step)
        if found is not None:
            return found
    for question in _named_by_position(context, text, place):
        found = context.match(question)
        if found.confident:
            return found
    described = description(text)
    if described is not None:
        return _described_item(context, described)
    if asks_for_examples(text):
        return _next_open(context, text)
    if asks_for_more(text) or asks_for_opposite(text):
        return _next_related(context)
    return None


def _item(context: Context, text: str) -> Match | None:
    """Return the match of a list item or a choice: the entry about it, or else the topic."""
    found = context.match(text)
    if context.topic is None or found.exact_match:
        return found if found.confident else None
    near = context.match(text, _about_item(context, text))
    if near.scored and near.scored[0].coverage.coverage >= ITEM_COVERAGE:
        return context.whole_entry(near)
    if not found.confident:
        found = context.with_topic(text)
    return found if found.confident else None


def _beside_in_list(context: Context, step: int) -> Match | None:
    """Return the match of the list item after (1) or before (-1) the one that the topic is about."""
    assert context.topic is not None
    here = context.number_of(context.topic.entry.question)
    entries = [
        None if found is None else found.entry for found in (_item(context, one) for one in context.items)
    ]
    if here is None or here not in entries:
        return None
    at = entries.index(here) + step
    return _item(context, context.items[at]) if 0 <= at < len(entries) else None


def _described_item(context: Context, words: str) -> Match | None:
    """Return the match of the list item whose entry has the most of some words."""
    found = [
        one for one in (_item(context, one) for one in context.choices or context.items) if one is not None
    ]
    entries = frozenset(one.entry for one in found if one.entry is not None)
    if len(entries) < 2:
        return None
    best = context.match(words, entries)
    return context.whole_entry(best) if best.scored and best.scored[0].coverage.coverage > 0 else None


def _about_item(context: Context, text: str) -> frozenset[int]:
    """Return the numbers of the entries near the topic that may be about a list item."""
    assert context.topic is not None
    entry = context.topic.entry
    related = (context.number_of(question) for question in context.store.questions(entry.related).values())
    near = context.store.numbers(entry.section).union(no for no in related if no is not None)
    found = ((no, context.store.entry_at(no)) for no in near)
    return frozenset(no for no, one in found if one.kind == ANSWER and text not in list_items(one.answer))


def _named_by_position(context: Context, text: str, place: int | None) -> list[str]:
    """Return the questions that "the one after it", "the third one" or "which part is that in?" may mean."""
    assert context.topic is not None
    entry = context.topic.entry
    sections = [section.title.split(".")[0] for section in context.store.sections]
    at = next((at for at, section in enumerate(context.store.sections) if section.id == entry.section), None)
    here = sections[at] if at is not None else ""
    step = neighbour(text)
    if step is not None or (place is not None and place >= 0):
        named = [counted(entry.question, step=step or 0, place=place if step is None else None)]
        if step is not None and at is not None and 0 <= at + step < len(sections):
            named += [counted(here, step=step), sections[at + step]]
        return list(filter(None, named))
    return [here] if here and asks_where_said(text) else []


def _next_related(context: Context) -> Match | None:
    """Return the first related entry that has not been an answer yet, or else the first that names the topic."""
    assert context.topic is not None
    related = [entry for entry in map(context.store.entry, context.topic.entry.related) if entry is not None]
    return _first_new(context, related) or _first_new(context, _relating(context, ANSWER))


def _next_open(context: Context, text: str) -> Match | None:
    """Return an entry near the topic that says that the source does not give the examples a text asks for."""
    assert context.topic is not None
    related = [entry for entry in map(context.store.entry, context.topic.entry.related) if entry is not None]
    found = _first_new(context, [entry for entry in related if entry.kind == NOT_IN_SOURCE])
    if found is not None:
        return found
    numbers = (context.number_of(entry.question) for entry in _relating(context, NOT_IN_SOURCE))
    best = context.match(text, frozenset(no for no in numbers if no is not None))
    return context.whole_entry(best) if best.scored and best.scored[0].coverage.coverage > 0 else None


def _relating(context: Context, kind: str) -> list[Entry]:
    """Return the entries of a kind that name the topic's entry as related."""
    assert context.topic is not None
    entries = map(context.store.entry_at, range(context.store.entry_count))
    return [one for one in entries if one.kind == kind and context.topic.entry.id in one.related]


def _first_new(context: Context, entries: Sequence[Entry]) -> Match | None:
    """Return the match of the first entry that has not been an answer yet."""
    for entry in entries:
        if entry.id not in context.answered:
            found = context.match(entry.question)
            if found.exact_match:  # otherwise the entry is outside the allowed section
                return found
    return None
