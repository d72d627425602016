"""Slips outside of values: conflicts, tabs, missing characters, and wrong indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.base.decoding import YAML_ONLY_BREAKS
from assistant.base.problems import in_quotes
from assistant.base.quoting import write_scalar
from assistant.base.schema import ValueType
from assistant.base.slips import MAX_EXAMPLE, Located, Slip
from assistant.base.yaml_lines import BLOCK_HEADER, KEY, KEY_LINE, MAX_LIST, TYPES, Line, YamlLines

_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_NO_COLON = re.compile(rf"([ ]*(?:-[ ]+)*)({KEY})(:(?=\S)|[ ]*：|[ ]+(?=[^\s:])|\Z)(.*)")


def line_slips(lines: YamlLines, at: int, part: Line, fault: Located) -> Iterator[Slip]:
    """Yield the slips of a line outside of its value."""
    text = lines.texts[at]
    if _CONFLICT.match(text):
        remedy = "Merge the two versions, and delete the marker."
        yield Slip(at, 0, "a merge conflict is not resolved", remedy, {at: ""}, left_out=[at])
    odd = next((column for column, char in enumerate(text) if char in YAML_ONLY_BREAKS), -1)
    if odd >= 0:
        message = f"YAML reads U+{ord(text[odd]):04X} as a line break"
        mended = "".join(" " if char in YAML_ONLY_BREAKS else char for char in text)
        yield Slip(at, odd, message, "Replace it with a space.", {at: mended})
    if "\t" in text[: part.column]:
        yield from _tabs(lines, at, part)
    if part.key and not part.value:
        yield from _first_item(lines, at, part)
    if at == fault.start or (at == fault.last and part.dash >= 0):  # the key of an item is its first line
        yield from _missing_colon(lines, at, part)
    yield from _unindented_text(lines, at, part)
    yield from _missing_dash(lines, at, part)
    if at == fault.stop and (part.dash >= 0 or KEY_LINE.match(text)):
        yield from _misindented(lines, at, part)


def _tabs(lines: YamlLines, at: int, part: Line) -> Iterator[Slip]:
    """Yield repairs of the tabs in an indentation, and in those of the lines below."""
    end, last = at, min(len(lines.texts), at + MAX_LIST)
    while end < last and "\t" in lines.texts[end][: lines.parts(end).column]:
        end += 1
    texts = dict(enumerate(lines.texts[at:end], at))
    repairs = [{line: text.expandtabs(width) for line, text in texts.items()} for width in (2, 4, 8)]
    for target in lines.columns_above(at, dashes=part.dash >= 0):
        repairs.append({line: " " * target + text.lstrip() for line, text in texts.items()})
    below = "the next" if len(texts) == 2 else f"the {len(texts) - 1} below"
    others = f" in this line and {below}" if len(texts) > 1 else ""
    message = f"a tab is used for indentation{others}"
    for mended in repairs:
        shifts = {line: len(text) - len(texts[line]) for line, text in mended.items()}
        yield Slip(at, texts[at].index("\t"), message, "Indent with spaces.", mended, shifts, guessed=True)


def _first_item(lines: YamlLines, at: int, part: Line) -> Iterator[Slip]:
    """Yield the repair of a list whose first item has no dash, so that all its items are one text."""
    below = next((line for line in range(at + 1, len(lines.texts)) if not lines.is_blank(line)), -1)
    if below < 0 or TYPES.get(part.key) is not ValueType.TEXTS:
        return
    first = lines.parts(below)
    text = lines.texts[below].strip()
    if not first.is_text or first.indent <= part.column or text.startswith("["):
        return
    mended = " " * first.indent + "- " + text.removeprefix("-")
    what = "a dash has no space after it" if text.startswith("-") else "a list item has no dash"
    shift = len(mended) - len(lines.texts[below].rstrip())
    yield Slip(below, first.indent, what, _write(mended), {below: mended}, {below: shift})


def _missing_colon(lines: YamlLines, at: int, part: Line) -> Iterator[Slip]:
    """Yield the repair of a key that has no colon, or no space after it."""
    in_table = part.dash < 0 or lines.list_type(at, part.dash) is ValueType.TABLES
    missing = _NO_COLON.match(lines.texts[at]) if in_table and not part.key else None
    if missing is None:
        return
    before, key, found, rest = missing.groups()
    if "：" in found:
        message = f"the key {in_quotes(key)} has a wide colon (：)"
    else:
        what = "space after the colon" if found == ":" else "colon"
        message = f"the {what} of {in_quotes(key)} is missing"
    mended = f"{before}{key}: {rest}".rstrip()
    yield Slip(at, missing.end(2), message, _write(mended), {at: mended}, {at: 2 - len(found)})


def _unindented_text(lines: YamlLines, at: int, part: Line) -> Iterator[Slip]:
    """Yield the repair of a text that should be indented below its key."""
    above = next((line for line in range(at - 1, -1, -1) if not lines.is_blank(line)), -1)
    if above < 0 or not part.is_text or lines.is_blank(at):
        return
    head = lines.parts(above)
    block = BLOCK_HEADER.match(head.value)
    if (
        TYPES.get(head.key) is not ValueType.TEXT
        or part.indent > head.column
        or not (block or not head.value)
    ):
        return
    end = at + 1
    while end < len(lines.texts) and not lines.is_blank(end) and lines.parts(end).is_text:
        end += 1
    texts = [text.strip() for text in lines.texts[at:end]]
    if not block:
        texts = [write_scalar(" ".join(texts), '"', in_flow=False) or "", *[""] * (len(texts) - 1)]
    indent = head.column + 2
    mended = {line: " " * indent + text for line, text in enumerate(texts, at)}
    message = f"the text of {in_quotes(head.key)} is not indented below its key"
    yield Slip(
        at, part.indent, message, f"Indent it by {_spaces(indent)}.", mended, {at: indent - part.indent}
    )


def _missing_dash(lines: YamlLines, at: int, part: Line) -> Iterator[Slip]:
    """Yield the repair of a list item that has no dash, or no space after it."""
    above = lines.sibling(at, part.indent)
    if above is None or above.dash != part.indent or part.dash >= 0:
        return
    text = lines.texts[at]
    before, bare = text[: part.indent], text.lstrip(" ")
    if bare.startswith("-") and not bare.startswith("--"):
        mended = before + "- " + bare[1:]
        yield Slip(at, part.indent, "a dash has no space after it", _write(mended), {at: mended}, {at: 1})
    elif bare and part.key == above.key:
        mended = before + "- " + bare
        yield Slip(at, part.indent, "a list item has no dash", _write(mended), {at: mended}, {at: 2})


def _misindented(lines: YamlLines, at: int, part: Line) -> Iterator[Slip]:
    """Yield repairs of the indentation of a key or item, with everything below it."""
    what = in_quotes(part.key) if part.key and part.dash < 0 else "this list item"
    for target in lines.columns_above(at, dashes=part.dash >= 0):
        if target == part.indent:
            continue
        message = f"{what} is indented by {_spaces(part.indent)}, but those above it by {target}"
        mended, shifts = {}, {}
        for line in range(at, _moved_end(lines, at, part, target)):
            text = lines.texts[line]
            mended[line] = _moved(text, target - part.indent)
            shifts[line] = len(mended[line]) - len(text)
        yield Slip(at, part.indent, message, f"Indent it by {_spaces(target)}.", mended, shifts)


def _moved_end(lines: YamlLines, at: int, part: Line, target: int) -> int:
    """Return the line after those that move to a column together with a key or item."""
    column = part.column + target - part.indent
    last = lines.end_of_item(at)
    for end in range(at + 1, last):
        below = lines.parts(end)
        if below.dash == target or (below.indent == column and KEY_LINE.match(lines.texts[end])):
            return end  # this line is already where it belongs
    return last


def _moved(text: str, by: int) -> str:
    """Return a line indented by more spaces, or by fewer as far as it has them."""
    return " " * by + text if by > 0 else text[min(-by, len(text) - len(text.lstrip(" "))) :]


def _write(line: str) -> str:
    """Return the advice to write a line."""
    bare = line.strip()
    shown = bare if len(bare) <= MAX_EXAMPLE else f"{bare[:MAX_EXAMPLE]}…"
    return f"Write {shown}" if shown[-1] in ".!?…" else f"Write {shown}."


def _spaces(count: int) -> str:
    return f"{count} space" if count == 1 else f"{count} spaces"
