"""Themes: a dark one, a light one, and the terminal's own colours.

All text has a contrast of at least 4.5:1 to its background; a test checks this. Variables beyond Textual's: ``past``
for earlier exchanges, ``quiet`` for secondary text, ``second`` for "the source does not say", ``tint`` and ``line``
for the background of the focused block and line. They are computed for the themes that come with Textual.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

DARK = "assistant-dark"
LIGHT = "assistant-light"
TERMINAL = "terminal"
READABLE = 4.5
"""Minimum contrast of text to its background (WCAG AA)."""


def _variables(
    accent: str, ground: str, past: str, quiet: str, second: str, tint: str, line: str, faint: str
) -> dict[str, str]:
    return {
        "past": past,
        "quiet": quiet,
        "second": second,
        "tint": tint,
        "line": line,
        "faint": faint,
        "border": accent,
        "border-blurred": faint,
        "block-cursor-background": accent,
        "block-cursor-foreground": ground,
        "block-cursor-text-style": "none",
        "input-cursor-background": accent,
        "input-cursor-foreground": ground,
        "input-cursor-text-style": "none",
        "input-selection-background": f"{accent} 30%",
        "screen-selection-background": f"{accent} 30%",
        "scrollbar": line,
        "scrollbar-hover": faint,
        "scrollbar-active": accent,
        "scrollbar-background": "transparent",
        "scrollbar-background-hover": "transparent",
        "scrollbar-background-active": "transparent",
        "scrollbar-corner-color": "transparent",
    }


OWN: tuple[Theme, ...] = (
    # Bluish black with a light green accent.
    Theme(
        name=DARK,
        primary="#84c9a3",
        secondary="#e0b070",
        accent="#84c9a3",
        warning="#e0b070",
        error="#f0908a",
        success="#84c9a3",
        foreground="#dcdfe4",
        background="#14171c",
        surface="#14171c",
        panel="#1c2027",
        dark=True,
        variables=_variables(
            "#84c9a3", "#14171c", "#b4bac4", "#98a1ae", "#e0b070", "#1b2027", "#29303a", "#3a424e"
        ),
    ),
    # Off-white with the same green, dark enough to be legible.
    Theme(
        name=LIGHT,
        primary="#17694a",
        secondary="#8a5209",
        accent="#17694a",
        warning="#8a5209",
        error="#a8322d",
        success="#17694a",
        foreground="#23272f",
        background="#faf8f4",
        surface="#faf8f4",
        panel="#f0ece4",
        dark=False,
        variables=_variables(
            "#17694a", "#faf8f4", "#4a505b", "#5a6270", "#8a5209", "#f2efe8", "#e4ded2", "#cfc9bd"
        ),
    ),
)


def terminal_theme() -> Theme:
    """Return a theme that uses the terminal's sixteen colours and background."""
    own = BUILTIN_THEMES["ansi-dark"]
    return Theme(
        name=TERMINAL,
        primary="ansi_green",
        secondary="ansi_yellow",
        accent="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        ansi=True,
        variables={
            **own.variables,
            # None of the sixteen greys is legible on every terminal, so secondary text has the normal colour.
            "past": "ansi_default",
            "quiet": "ansi_default",
            "second": "ansi_yellow",
            "tint": "ansi_default",
            "line": "ansi_bright_black",
            "faint": "ansi_bright_black",
            "border": "ansi_green",
            "border-blurred": "ansi_bright_black",
            "block-cursor-foreground": "ansi_black",
            "block-cursor-background": "ansi_green",
            "input-cursor-foreground": "ansi_black",
            "input-cursor-background": "ansi_green",
            "scrollbar": "ansi_bright_black",
            "scrollbar-background": "ansi_default",
            "screen-selection-background": "ansi_cyan",
            "screen-selection-foreground": "ansi_black",
        },
    )


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21, as defined by WCAG."""

    def luminance(color: Color) -> float:
        parts = (part / 255 for part in color.rgb)
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(color: Color, ground: Color) -> Color:
    """Return ``color``, blended with black or white until it has enough contrast to ``ground``."""
    goal = Color(255, 255, 255) if ground.brightness < 0.5 else Color(0, 0, 0)
    for step in range(21):
        moved = color.blend(goal, step / 20)
        if contrast(moved, ground) >= READABLE:
            return moved
    return goal


def own_variables(theme: Theme, generated: dict[str, str]) -> dict[str, str]:
    """Return our variables for any theme.

    Args:
        theme: The theme.
        generated: The variables Textual generates from it.

    Returns:
        The missing variables, and an accent with enough contrast for text.
    """
    if theme.ansi or "quiet" in theme.variables:
        return {}
    ground = Color.parse(generated["background"])
    text = Color.parse(generated["foreground"])
    accent = readable(Color.parse(generated["primary"]), ground)
    return {
        "foreground": readable(text, ground).hex,
        "past": readable(text.blend(ground, 0.2), ground).hex,
        "quiet": readable(text.blend(ground, 0.4), ground).hex,
        "second": readable(Color.parse(generated["warning"]), ground).hex,
        "error": readable(Color.parse(generated["error"]), ground).hex,
        "tint": ground.blend(text, 0.05).hex,
        "line": ground.blend(text, 0.1).hex,
        "faint": ground.blend(text, 0.25).hex,
        "accent": accent.hex,
        "primary": accent.hex,
        "panel": ground.blend(text, 0.07).hex,
        "surface": ground.hex,
        "border": accent.hex,
        "block-cursor-background": accent.hex,
        "block-cursor-foreground": readable(ground, accent).hex,
        "input-cursor-background": accent.hex,
        "input-cursor-foreground": readable(ground, accent).hex,
    }
