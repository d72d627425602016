"""Phrases that every interface uses for the outcome of a question."""

from __future__ import annotations

from assistant.conversation import turn as turns
from assistant.conversation.turn import Explanation, Turn
from assistant.text.excerpt import excerpt, first_sentence

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Sequence

NOT_IN_SOURCE = "The source does not say."
DID_YOU_MEAN = "Did you mean"
CLOSEST_MATCH = "Closest match:"
OR_DID_YOU_MEAN = "Or did you mean"
ASK_NEXT = "Ask next"
NO_MATCH = "No matching answer."
NO_SOURCE = "This answer has no source to cite."
SEVERAL = "Several possible answers."
CLOSEST = "The closest questions:"
NONE_OF_THESE = "none of these"
BROWSE_COMMAND = "/contents"
BROWSE_CONTENTS = "browse the contents"
LONGEST_WORD = 40
"""Longest word that an explanation shows in full, characters."""
LOW_SCORE = 80.0
"""Score (0-100) below which an answer is shown with its score."""


def low_score(turn: Turn) -> bool:
    """Return whether the score of an answer is so low that people are told."""
    return 0 < turn.score < LOW_SCORE


def closest_question(turn: Turn) -> str:
    """Return the stored question of a likely answer."""
    return turn.candidates[0].question if turn.candidates else turn.matched or ""


def outcome(turn: Turn) -> str:
    """Return what a question led to, on one line: the beginning of the answer, or that there was none."""
    if turn.answer:
        return excerpt(first_sentence(turn.answer))
    return SEVERAL if turn.status == turns.AMBIGUOUS else NO_MATCH


def no_answer(turn: Turn, browse: str = BROWSE_COMMAND) -> str:
    """Return the line above the choices when there is no answer.

    Args:
        turn: The turn.
        browse: The command that lists the questions; mentioned if the question is in another language than the base.
    """
    if turn.languages is not None:
        from assistant.conversation.language_notice import language_notice  # not needed for an answer

        return language_notice(*turn.languages, browse)
    if turn.status == turns.AMBIGUOUS:
        return DID_YOU_MEAN
    return f"{NO_MATCH} {CLOSEST}" if turn.choices else NO_MATCH


def explanation(turn: Turn) -> str:
    """Return in one sentence why a question was answered, answered with the closest match, or not answered."""
    why = turn.explanation
    if not turn.candidates or why is None:
        return "No stored question shares a word with this one."
    if turn.status in (turns.ANSWERED, turns.NOT_IN_SOURCE, turns.SMALL_TALK):
        sentence = f"Matched “{turn.candidates[0].matched}”"
    elif turn.status == turns.LIKELY:
        sentence = f"The closest phrasing is “{turn.candidates[0].matched}”, which may not mean the same"
    elif turn.status == turns.AMBIGUOUS:
        sentence = "Several stored questions are possible, none of them likely enough"
    else:
        sentence = "No stored question is close enough"
    return sentence + (f"; {_not_covered(why.uncovered)}." if why.uncovered else ".")


def _not_covered(words: Sequence[str]) -> str:
    quoted = [f"“{excerpt(word, LONGEST_WORD)}”" for word in words]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return f"{listed} {'is' if len(quoted) == 1 else 'are'} not covered"


def figures(explanation: Explanation) -> list[str]:
    """Return the figures behind a decision, and how words were read."""
    lines = [f"{explanation.reason[:1].upper()}{explanation.reason[1:]}."]
    if explanation.runner_up is not None:
        lines.append(f"Next: {explanation.runner_up.question} ({explanation.runner_up.score:.1f})")
    lines += [f"Score adjusted: {adjustment(guard)}." for guard in explanation.guards]
    changed = [
        f"{excerpt(typed, LONGEST_WORD)} → {excerpt(read, LONGEST_WORD)}"
        for typed, read in explanation.words
        if typed != read
    ]
    return lines + (["Read as: " + ", ".join(changed)] if changed else [])


def adjustment(guard: str) -> str:
    """Return why a score was adjusted, without the name of the rule."""
    return guard.partition(": ")[2] or guard
