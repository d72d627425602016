"""``python -m tests.bench``: how fast, how large, in one table; each pair is measured in turn in the same run."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.cases import Scale, bundled, sized
from tests.bench.chat_cases import chat_rows
from tests.bench.curating import curated
from tests.bench.rows import HEAD, Row, line


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--size", default="60,1000,10000,100000", help="numbers of entries, with commas between"
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer runs, up to 1,000 entries, a shorter chat"
    )
    parser.add_argument("--only", choices=("base", "curating", "chat"), help="only some of the rows")
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    args = parser.parse_args()
    sizes = [int(size) for size in args.size.split(",") if size]
    if args.quick:
        sizes = [size for size in sizes if size <= 1_000]
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        show(rows(Path(folder), sizes, quick=args.quick, only=args.only), as_json=args.json)


def rows(folder: Path, sizes: list[int], *, quick: bool, only: str | None) -> Iterator[Row]:
    """Every row of the table, as soon as it is measured."""
    scale = Scale(folder, pairs=5 if quick else 15, questions=60 if quick else 1_000)
    if only in (None, "curating"):
        yield from curated(scale)
    if only in (None, "base"):
        yield from bundled(scale)
        for size in sizes:
            yield from sized(scale, size)
    if only in (None, "chat"):
        yield from chat_rows(scale)


def show(measured: Iterator[Row], *, as_json: bool) -> None:
    """Print rows as they come."""
    if not as_json:
        print(line(HEAD), flush=True)
    for row in measured:
        print(
            json.dumps({**row._asdict(), "met": row.met()}) if as_json else line(row.cells()),
            flush=True,
        )


if __name__ == "__main__":
    main()
