"""`python -m tests.covered`: how many lines of `serve` and `model` the tests reached; fails below the floor."""

import json
import sys
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).parents[1] / ".coverage.json"  # slipcover writes it, as pyproject.toml says
FLOOR = 95.0  # percent; measured: 96.8 (decision 0028)
NAMED = 10


def main() -> None:
    """Print the share, and below the floor the files that lack most."""
    measured: dict[str, Any] = json.loads(MEASURED.read_text("utf-8"))
    share, lines = measured["summary"]["percent_covered"], measured["summary"]
    every = lines["covered_lines"] + lines["missing_lines"]
    sys.stdout.write(f"{share:.1f} % of {every:,} lines reached; {FLOOR:g} % are asked for\n")
    if share >= FLOOR:
        return
    missing = {name: file["summary"]["missing_lines"] for name, file in measured["files"].items()}
    for name in sorted(missing, key=missing.__getitem__, reverse=True)[:NAMED]:
        sys.stdout.write(f"  {missing[name]:5} lines not reached: {name}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
