"""``python -m tests.bench``: how fast, how large, in one table; each pair is measured in turn in the same run."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.cases import Row, Scale, bundled, painted, sized


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--size", default="60,1000,10000,100000", help="numbers of entries, with commas between"
    )
    parser.add_argument("--quick", action="store_true", help="fewer runs, up to 1,000 entries")
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    args = parser.parse_args()
    sizes = [int(size) for size in args.size.split(",")]
    if args.quick:
        sizes = [size for size in sizes if size <= 1_000]
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        show(rows(Path(folder), sizes, quick=args.quick), as_json=args.json)


def rows(folder: Path, sizes: list[int], *, quick: bool) -> Iterator[Row]:
    """Every row of the table, as soon as it is measured."""
    scale = Scale(folder, pairs=5 if quick else 15, questions=60 if quick else 1_000)
    yield from bundled(scale)
    for size in sizes:
        yield from sized(scale, size)
    yield from painted(scale)


def show(measured: Iterator[Row], *, as_json: bool) -> None:
    """Print rows as they come."""
    if not as_json:
        print(f"{'':>9}  {'what':<52} {'measured':>12} {'against':>12} {'ratio':>8}  aim")
    for row in measured:
        if as_json:
            print(json.dumps(row._asdict()), flush=True)
            continue
        against = f"{row.against:,.1f} {row.unit}" if row.against is not None else ""
        ratio = f"{row.ratio:.3f}" if row.ratio is not None else ""
        value = f"{row.value:,.1f} {row.unit}"
        print(f"{row.base:>9}  {row.what:<52} {value:>12} {against:>12} {ratio:>8}  {row.aim}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
