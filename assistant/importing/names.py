"""The names that FAQs give to their columns and keys."""

from __future__ import annotations

QUESTION = ("question", "questions", "q", "faq", "title", "name", "query", "prompt", "heading", "headline")
ANSWER = (
    "answer",
    "answers",
    "a",
    "acceptedanswer",
    "suggestedanswer",
    "response",
    "reply",
    "solution",
    "content",
    "body",
    "text",
)
VARIANTS = (
    "alternatives",
    "alternativequestions",
    "alternatequestions",
    "alternative",
    "alternate",
    "alt",
    "alternatename",
    "alttitles",
    "altquestions",
    "variants",
    "variations",
    "phrasings",
    "similarquestions",
    "otherquestions",
    "synonyms",
    "aliases",
    "utterances",
)
SECTION = ("section", "category", "topic", "group", "chapter", "subject", "theme", "area", "domain")
ID = ("id", "key", "slug")


def plain_name(name: str) -> str:
    """Return a name without case, spaces and punctuation: ``Alt_titles`` is ``alttitles``."""
    return "".join(character for character in name.casefold() if character.isalnum())
