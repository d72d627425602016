"""Curators' commands on a copy of the bundled base: what each costs, and how soon a saved text is live.

``python -m tests.bench.curating FOLDER TIMES`` prints the milliseconds of computing from a save to its trained ranking.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.cases import ROOT, Scale
from tests.bench.measuring import output, run
from tests.bench.rows import Aim, Row

ENTRY = "cluster-definition"
PHRASING = "cluster meaning"
"""A phrasing of that entry, which is edited."""


def curated(scale: Scale) -> Iterator[Row]:
    """Measure each command several times, each time after another edit where there is one."""
    folder = scale.folder / "curated"
    shutil.copytree(ROOT / "faq", folder)
    command = [sys.executable, "-m", "assistant", "--faq", str(folder)]
    times = min(scale.pairs, 5)

    def measured(what: str, arguments: Callable[[int], list[str]], aim: float) -> Row:
        runs = [run([*command, *arguments(at)], scale.env) for at in range(times)]
        cpu, peak = (
            statistics.median(values) for values in zip(*((one.cpu, one.peak) for one in runs), strict=True)
        )
        return Row("bundled", what, cpu, "ms", peak=peak, aims=(Aim("value", aim),))

    def teach(at: int) -> list[str]:
        return ["teach", "--dry-run", ENTRY, f"and what is a cluster in {at + 2} words"]

    def after_edit(at: int) -> list[str]:
        edit(folder, at)
        return ["check"]

    yield measured("check", lambda at: ["check"], 1000)
    yield measured("teach with impact", teach, 1500)
    yield measured("check after an edit", after_edit, 300)
    printed = output([sys.executable, "-m", "tests.bench.curating", str(folder), str(times)], scale.env)
    yield Row(
        "bundled",
        "saved text, from reading to its ranking",
        json.loads(printed),
        "ms",
        aims=(Aim("value", 1000),),
    )


def edit(folder: Path, at: int) -> None:
    """Change one phrasing of one entry."""
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        before, found, after = text.partition(f"- {PHRASING}")
        if found:
            _, _, rest = after.partition("\n")
            file.write_text(f"{before}{found} in {at} words\n{rest}", encoding="utf-8")


def main(folder: str, times: str) -> None:
    """Open a base, edit it, and reload it, as a running program does."""
    from assistant.conversation.open_base import OpenBase

    open_base = OpenBase.open([Path(folder)], wait_for_training=True)
    found = []
    for at in range(int(times)):
        edit(Path(folder), 100 + at)
        start = time.process_time()
        open_base.refresh()
        found.append(1000 * (time.process_time() - start))
        assert open_base.trained
    print(json.dumps(statistics.median(found)))


if __name__ == "__main__":
    main(*sys.argv[1:3])
