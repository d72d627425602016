"""Text made fit for a terminal: the one gate between data and a screen.

A question base, a pasted question or a file name may hold bytes that a terminal obeys rather than shows: it
can retitle the window, write to the clipboard or reorder the line. Everything from data passes here once.
Ordinary text passes in well under a microsecond, and nothing is imported until something odd turns up.
"""

from __future__ import annotations

MAX_MARKS = 8
"""Combining marks kept on one character; the heaviest real orthographies stay below five."""

LINE_LIMIT = 200
"""Characters that ``safe_line`` keeps unless told otherwise."""

_KNOWN_LIMIT = 8192
"""Characters remembered as harmless; more than any one language needs."""

_known: set[str] = {chr(code) for code in range(0x20, 0x7F)} | {"\n", "\t"}
"""Characters found to be harmless in any place, so that most texts are settled by one set test."""

_NEWLINES = "\u2028\u2029"
"""Unicode's own line breaks: shown as what they mean."""

_ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u180e\ufeff")
"""Characters without width: they carry nothing to a reader except inside joins."""

JOINERS = frozenset("\u200b\u200c\u200d")
"""Those of them that a script or an emoji may need; a line is never broken after one."""

_HIDDEN = (
    (0x7F, 0x9F),  # DEL and C1, which includes the one-byte CSI and OSC
    (0x061C, 0x061C),  # bidi: Arabic letter mark
    (0x200E, 0x200F),  # bidi: left-to-right and right-to-left mark
    (0x202A, 0x202E),  # bidi: embeddings and overrides
    (0x2066, 0x206F),  # bidi: isolates; deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates: cannot be encoded at all
    (0xFFF9, 0xFFFB),  # interlinear annotation: hides text
    (0x1D173, 0x1D17A),  # musical formatting: invisible
    (0xE0000, 0xE007F),  # tag characters: text nobody sees
)
"""Ranges that are shown by their code point instead of being obeyed."""

_SCRIPTS = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x18AF), (0xA800, 0xABFF))
"""Scripts whose spelling uses joiners: Arabic and kin, the Indic ones, Thai to Myanmar, Khmer, Mongolian."""

_PICTURES = ((0x2190, 0x2BFF), (0x3030, 0x303D), (0x3297, 0x3299), (0x1F000, 0x1FAFF))
"""Where emoji live."""


def safe_text(text: str) -> str:
    """Make text harmless to any terminal and leave ordinary text as it is.

    Control characters other than newline and tab, bidi controls, lone surrogates and tag characters are
    shown by a picture or their number; combining marks beyond the eighth on one character are cut; characters
    without width stay only where a script or an emoji joins. A carriage return before a newline goes.

    Args:
        text: Anything at all.

    Returns:
        The same text when there is nothing to do. Doing it twice changes nothing.
    """
    if (text.isascii() and text.isprintable()) or _known.issuperset(text):
        return text
    return _cleaned(text.replace("\r\n", "\n"))


def safe_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Make text fit for one line: safe, no newline or tab, and not longer than ``limit``.

    Args:
        text: Anything at all.
        limit: Most characters to keep, at least 1; what is cut is marked by an ellipsis.
    """
    # Cut before and after: the middle of a novel need not be cleaned to show its first line, while showing
    # a character by its number makes text longer.
    safe = safe_text(text[: 2 * limit + MAX_MARKS]).replace("\n", " ").replace("\t", " ")
    if len(safe) <= limit and len(text) <= 2 * limit + MAX_MARKS:
        return safe
    return safe[: limit - 1].rstrip(" \u200b\u200c\u200d") + "…"


def _cleaned(text: str) -> str:
    """The slow way, character by character."""
    import unicodedata

    category = unicodedata.category
    out: list[str] = []
    marks = 0
    for at, char in enumerate(text):
        if char in _known:
            marks = 0
            out.append(char)
        elif char in _ZERO_WIDTH:
            if char in JOINERS and _joins(out, text, at):
                out.append(char)
        elif category(char)[0] == "M":
            marks += 1
            if marks <= MAX_MARKS:
                out.append(char)
        else:
            marks = 0
            out.append(_shown(char))
    return "".join(out)


def _shown(char: str) -> str:
    """A character other than a mark as it is shown; remembers the harmless ones."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures, as ␛ for escape
    if char in _NEWLINES:
        return "\n"
    if _within(code, _HIDDEN):
        return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
    if len(_known) < _KNOWN_LIMIT:
        _known.add(char)
    return char


def _joins(before: list[str], text: str, at: int) -> bool:
    """Whether the joiner at ``at`` stands between two letters of one script family, or two emoji.

    The character before is taken from what was kept and the one after must not be a mark (which might be
    cut), so that a second pass finds the same neighbours.
    """
    if not before or at + 1 >= len(text):
        return False
    left, right = before[-1][-1], text[at + 1]
    for ranges, extra in ((_SCRIPTS, ""), (_PICTURES, "\ufe0f")):
        if (_within(ord(left), ranges) or left in extra) and _within(ord(right), ranges):
            return ranges is _PICTURES or _is_letter(right)
    return False


def _is_letter(char: str) -> bool:
    import unicodedata

    return unicodedata.category(char)[0] == "L"


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Whether a code point lies in one of the ranges, both ends counted."""
    return any(first <= code <= last for first, last in ranges)
