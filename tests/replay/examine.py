"""Judge every item of a folder in a process of its own, last item first: `python -m tests.replay.examine FOLDER`.

Each folder in FOLDER is an item. Prints one line of JSON an item: its name and its verdict.
"""

import json
import sys
from pathlib import Path

from model.examiner import Examiner
from model.release import load_release


def main() -> None:
    """Print the verdicts."""
    release, folder = map(Path, sys.argv[1:])
    examiner = Examiner(load_release(release))
    for item in sorted(folder.iterdir(), reverse=True):
        verdict = examiner.examine([photo.read_bytes() for photo in sorted(item.iterdir())])
        sys.stdout.write(json.dumps([item.name, verdict.as_json()]) + "\n")


if __name__ == "__main__":
    main()
