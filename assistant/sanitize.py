"""Make text safe for a terminal.

A question base, a pasted question or a file name may contain characters that a terminal interprets: they can set the
window title, write to the clipboard or reorder a line. All external text passes through here once. Ordinary text takes
well under a microsecond and needs no import.
"""

from __future__ import annotations

MAX_MARKS = 8
"""Maximum number of combining marks on one character; real orthographies use fewer than five."""

LINE_LIMIT = 200
"""Default maximum length of ``safe_line``."""

_HARMLESS_LIMIT = 8192
"""Maximum size of the cache of harmless characters; more than any one language needs."""

_harmless: set[str] = {chr(code) for code in range(0x20, 0x7F)} | {"\n", "\t"}
"""Cache of characters that are harmless anywhere, so that one set test is enough for most texts."""

_ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u180e\ufeff")
"""Characters without width; they are dropped except between characters that they join."""

JOINERS = frozenset("\u200b\u200c\u200d")
"""Zero-width characters that some scripts and emoji need. Lines do not break after one."""

_HIDDEN = (
    (0x7F, 0x9F),  # DEL and C1, which includes the one-byte CSI and OSC
    (0x061C, 0x061C),  # bidi: Arabic letter mark
    (0x200E, 0x200F),  # bidi: left-to-right and right-to-left mark
    (0x202A, 0x202E),  # bidi: embeddings and overrides
    (0x2066, 0x206F),  # bidi: isolates; deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates: cannot be encoded at all
    (0xFFF9, 0xFFFB),  # interlinear annotation: hides text
    (0x1D173, 0x1D17A),  # musical formatting: invisible
    (0xE0000, 0xE007F),  # tag characters: invisible text
)
"""Ranges of characters that are replaced by their code point."""

_SCRIPTS = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x18AF), (0xA800, 0xABFF))
"""Scripts that use joiners: Arabic and related scripts, Indic scripts, Thai to Myanmar, Khmer, Mongolian."""

_EMOJI = ((0x2190, 0x2BFF), (0x3030, 0x303D), (0x3297, 0x3299), (0x1F000, 0x1FAFF))
"""Ranges that contain the emoji."""


def safe_text(text: str) -> str:
    """Return text that is safe for any terminal; ordinary text is returned unchanged.

    Control characters except newline and tab, bidi controls, lone surrogates and tag characters are replaced by a
    symbol or their code point. Combining marks after the eighth on one character are dropped, and so are zero-width
    characters that join nothing and carriage returns before a newline. The function is idempotent.
    """
    if (text.isascii() and text.isprintable()) or _harmless.issuperset(text):
        return text
    return _cleaned(text.replace("\r\n", "\n"))


def safe_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return safe text without newlines and tabs, truncated with an ellipsis.

    Args:
        text: Any text.
        limit: The maximum length, at least 1.
    """
    # Cut before cleaning, which is slow for long text, and after it, because code points make text longer.
    safe = safe_text(text[: 2 * limit + MAX_MARKS]).replace("\n", " ").replace("\t", " ")
    if len(safe) <= limit and len(text) <= 2 * limit + MAX_MARKS:
        return safe
    return safe[: limit - 1].rstrip(" \u200b\u200c\u200d") + "…"


def _cleaned(text: str) -> str:
    """Clean text character by character."""
    import unicodedata

    category = unicodedata.category
    out: list[str] = []
    marks = 0
    for at, char in enumerate(text):
        if char in _harmless:
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
            out.append(_visible(char))
    return "".join(out)


def _visible(char: str) -> str:
    """Return the replacement of a character, or the character itself, which is then cached as harmless."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)  # control pictures, such as ␛ for escape
    if char in "\u2028\u2029":
        return "\n"
    if _within(code, _HIDDEN):
        return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
    if len(_harmless) < _HARMLESS_LIMIT:
        _harmless.add(char)
    return char


def _joins(before: list[str], text: str, at: int) -> bool:
    """Return whether the joiner at ``at`` is between two letters of related scripts or between two emoji.

    The left neighbour is taken from the output, and the right one must not be a mark, because marks may be dropped. A
    second pass therefore finds the same neighbours.
    """
    if not before or at + 1 >= len(text):
        return False
    left, right = before[-1][-1], text[at + 1]
    for ranges, extra in ((_SCRIPTS, ""), (_EMOJI, "\ufe0f")):
        if (_within(ord(left), ranges) or left in extra) and _within(ord(right), ranges):
            return ranges is _EMOJI or _is_letter(right)
    return False


def _is_letter(char: str) -> bool:
    import unicodedata

    return unicodedata.category(char)[0] == "L"


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Return whether a code point is in one of the ranges (inclusive)."""
    return any(first <= code <= last for first, last in ranges)
