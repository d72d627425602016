"""Prints constraints for pip: the lowest, or the newest, versions of the dependencies that pyproject.toml allows.

    python3 .ci/versions.py lowest > constraints.txt
    python3 -m pip install -c constraints.txt assistant-*.whl

The bounds are read from pyproject.toml, so that there is no second list of them. A dependency without a lower
bound is an error: nobody could say what it was tested with. For the newest versions the bounds themselves are
printed, and pip takes the newest release within them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
DEPENDENCY = re.compile(r"(?P<name>[A-Za-z0-9._-]+)\s*(?P<bounds>[^;]*)")
LOWER = re.compile(r"(?:>=|~=|==)\s*(?P<version>[0-9][^,\s]*)")


def lowest(name: str, bounds: str) -> str:
    """Return a constraint on the lowest version.

    Raises:
        ValueError: There is no lower bound.
    """
    lower = LOWER.search(bounds)
    if lower is None:
        raise ValueError(f'{PROJECT.name}: "{name}" has no lower bound. Add one, such as {name}>=1.2.')
    return f"{name}=={lower['version']}"


def newest(name: str, bounds: str) -> str:
    """Return the bounds as they are."""
    return name + bounds


KINDS = {"lowest": lowest, "newest": newest}


def constraints(kind: str, dependencies: list[str]) -> list[str]:
    """Return one constraint for each dependency.

    Raises:
        ValueError: A dependency has no lower bound, or is not a name with bounds.
    """
    found = []
    for dependency in dependencies:
        parts = DEPENDENCY.fullmatch(dependency.strip())
        if parts is None:
            raise ValueError(f'{PROJECT.name}: "{dependency}" is not a name with version bounds.')
        found.append(KINDS[kind](parts["name"], parts["bounds"].strip()))
    return found


def main() -> int:
    """Print the constraints.

    Returns:
        0, or 2 for wrong usage and 1 for bounds that cannot be used.
    """
    if len(sys.argv) != 2 or sys.argv[1] not in KINDS:
        print(f"usage: python3 .ci/versions.py {'|'.join(KINDS)}", file=sys.stderr)
        return 2
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    try:
        print("\n".join(constraints(sys.argv[1], project["dependencies"])))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
