"""The language of a question: found in whole questions, never in a name, a typing error or an English question."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from assistant.matching.language import language_of, main_scripts, other_language, primary_language

EVAL = Path(__file__).parents[2] / "eval"
LATIN = ["LATIN"]

DATA = Path(__file__).parents[2] / "data" / "questions"
"""A file of questions in each language, and ``none.txt`` with texts that are in no other language than English."""
NAMES = (DATA / "none.txt").read_text(encoding="utf-8").splitlines()
ASKED = [
    (path.stem, question)
    for path in sorted(DATA.glob("*.txt"))
    if path.stem != "none"
    for question in path.read_text(encoding="utf-8").splitlines()
]


def eval_questions() -> list[str]:
    """Every question of the labelled files, all English."""
    questions = []
    for path in sorted(EVAL.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions += [one["question"] for one in row.get("turns", [row])]
    return questions


def with_typos(text: str, dice: random.Random) -> str:
    """The text with a letter missing, swapped or wrong in about a third of its words."""

    def typo(word: str) -> str:
        if len(word) < 3 or dice.random() > 1 / 3:
            return word
        at = dice.randrange(len(word) - 1)
        changed = ("", word[at + 1] + word[at], dice.choice("abcdefghilmnoprstuw"))
        which = dice.randrange(3)
        return word[:at] + changed[which] + word[at + (2 if which == 1 else 1) :]

    return " ".join(map(typo, text.split()))


@pytest.mark.parametrize(("language", "question"), ASKED)
def test_questions_in_another_language_are_found(language: str, question: str) -> None:
    assert other_language(question, "en", LATIN) == language


@pytest.mark.parametrize("text", NAMES)
def test_names_short_texts_and_loanwords_are_not_another_language(text: str) -> None:
    assert other_language(text, "en", LATIN) is None


def test_no_english_question_is_in_another_language() -> None:
    questions = eval_questions()
    assert len(questions) > 600
    assert [one for one in questions if other_language(one, "en", LATIN) is not None] == []


def test_no_english_question_with_typing_errors_is_in_another_language() -> None:
    dice = random.Random(1)
    typed = [with_typos(question, dice) for question in eval_questions() if question.isascii()]
    assert [one for one in typed if other_language(one, "en", LATIN) is not None] == []


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "ja", "zh", "ko", "th"])
def test_questions_in_the_language_of_the_base_are_not_in_another(language: str) -> None:
    typed = [question for own, question in ASKED if own == language]
    scripts = main_scripts("".join(typed))
    assert [one for one in typed if other_language(one, language, scripts) is not None] == []


@pytest.mark.parametrize(
    ("base", "sample"),
    [
        ("de", "Was ist ein Cluster?"),
        ("fr", "Où est-ce ?"),
        ("es", "¿Qué es?"),
        ("ru", "Что это?"),
        ("ja", "何ですか"),
    ],
)
def test_an_english_question_is_in_another_language_for_a_base_that_is_not_english(
    base: str, sample: str
) -> None:
    for question in ("What is a cluster?", "when did the policy end", "tell me about the theory of Porter"):
        assert other_language(question, base, main_scripts(sample)) == "en"
    for name in ("Porter", "cluster policy", "METI"):
        assert other_language(name, base, main_scripts(sample)) is None


def test_a_base_in_two_scripts_is_asked_in_either() -> None:
    scripts = main_scripts("What is a cluster? クラスターとは何ですか")
    assert other_language("クラスターとは", "en", scripts) is None
    assert other_language("Что такое кластер?", "en", scripts) == "ru"


def test_only_scripts_decide_if_the_language_of_the_base_is_unknown() -> None:
    for base in ("fi", ""):
        assert other_language("Wann wurde die Clusterpolitik beendet?", base, LATIN) is None
        assert other_language("Что такое кластер?", base, LATIN) == "ru"


def test_a_question_in_two_scripts_is_in_the_one_with_more_words() -> None:
    assert other_language("what is кластер", "en", LATIN) is None
    assert other_language("what's «Японские исследования»?", "en", LATIN) is None
    assert other_language("Что такое cluster policy", "en", LATIN) == "ru"
    assert other_language("как работает cluster policy in Japan", "en", LATIN) == "ru"


def test_a_language_of_a_known_script_can_be_unknown() -> None:
    assert (
        other_language("Кластер дегеніміз не?", "en", LATIN) == "uk"
    )  # Kazakh and Ukrainian share the letter
    assert other_language("Шта је кластер, које су фазе", "en", LATIN) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is a cluster?\nWhen did it end?", "en"),
        ("Opening hours\nRefund policy", "en"),
        ("Was ist ein Cluster?\nWann endete die Politik?", "de"),
        ("Где находится книга?", "ru"),
        ("図書館はどこですか", "ja"),
        ("Wat is een cluster?\nWaar is de bibliotheek in de stad?\nKan ik met de kaart betalen?", ""),
        ("Gdzie jest biblioteka?\nIle kosztuje karta na rok i jak za to zapłacić?", ""),
        ("Var ligger biblioteket?\nHur mycket kostar kortet om man är student?\nVem får låna i dag?", ""),
        ("Aukioloajat\nKirjaston kortti", ""),
        ("1\n2", ""),
    ],
)
def test_the_language_of_a_base_that_does_not_declare_it(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_scripts_of_a_base() -> None:
    assert main_scripts("Wi-Fi の使い方を教えてください") == ["CJK", "HIRAGANA", "KATAKANA", "LATIN"]
    assert main_scripts("what is β-convergence") == ["LATIN"]
    assert main_scripts("1 2 3") == ["LATIN"]


def test_a_language_tag_may_have_a_region() -> None:
    assert [primary_language(tag) for tag in ("en-GB", "en_US", " EN ", "")] == ["en", "en", "en", ""]
