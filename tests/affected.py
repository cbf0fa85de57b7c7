"""Finds the test files that concern changed files: `python -m tests.affected` prints them, the nearest first.

Compared are the working tree and the commit at which its branch left `main`; on `main`, the last commit. A test file
concerns a changed module that it imports, directly or through others (by `grimp`, the import graph of import-linter),
or that it is named after. Imports through `serve.subjects`, which has everything, make it far. A file that is no
module concerns the tests that name it.
"""

import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import grimp

from serve.subjects import SUBJECTS
from tests.slow import is_slow

ROOT = Path(__file__).parents[1]
PACKAGES = ("model", "training", "serve", "datasets", "benchmarks", "tests")
WIRING = "serve.subjects"  # imports each subject by its name
MOST = 30  # files: collecting more takes the time of running them
FAR = 100  # what is reached through the wiring comes after all else
SHORTEST_WORD = 4  # of a name that says what a test file is about


def main() -> None:
    """Print the files; on standard error, those that are left out."""
    found = affected(changed_paths(ROOT), ROOT)
    slow = [path for path in found if is_slow(path)]
    quick = [path for path in found if not is_slow(path)]
    for why, paths in (("slow", slow), (f"farther than the first {MOST}", quick[MOST:])):
        if paths:
            sys.stderr.write(f"Left out as {why}: {', '.join(path.as_posix() for path in paths)}\n")
    sys.stdout.writelines(f"{path.as_posix()}\n" for path in quick[:MOST])


def changed_paths(root: Path) -> list[Path]:
    """Files that differ from the base, relative to the root; deleted ones too."""
    head, base = _git(root, "rev-parse", "HEAD"), _git(root, "merge-base", "HEAD", "main")
    new = _git(root, "ls-files", "--others", "--exclude-standard")
    changed = _git(root, "diff", "--name-only", *(base or head))
    if not changed and not new and base == head:
        changed = _git(root, "diff", "--name-only", "HEAD~1")
    return [Path(line) for line in [*changed, *new]]


def _git(root: Path, *arguments: str) -> list[str]:
    """Lines of output; none if git fails, as it does for a branch that is not there."""
    result = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return result.stdout.splitlines() if result.returncode == 0 else []


def affected(changed: Collection[Path], root: Path) -> list[Path]:
    """The test files that concern these files, the nearest first."""
    tests = {path.relative_to(root): _module(path.relative_to(root)) for path in root.glob("tests/**/test_*.py")}
    near = grimp.build_graph(*PACKAGES)
    for name in SUBJECTS:
        near.add_import(importer=WIRING, imported=f"{name}.subject")
    far = _distances(near, changed, 1 + FAR)
    near.remove_module(WIRING)
    distances = {**far, **_distances(near, changed, 1)}
    found = {test: distances[module] for test, module in tests.items() if module in distances}
    named = [test for test in tests if any(_names(test, path, root) for path in changed)]
    nearest = {**found, **{test: min(1, found.get(test, 1)) for test in named}}
    return sorted(nearest, key=lambda test: (nearest[test], test not in named, test))


def _distances(graph: grimp.ImportGraph, changed: Collection[Path], first: int) -> Mapping[str, int]:
    """How many imports each module is away from a changed one, `first` for a direct import."""
    reached = {module for path in changed for module in _modules(path, graph.modules)}
    distances, distance = dict.fromkeys(reached, first - 1), first
    while reached:
        importers = {each for module in reached for each in graph.find_modules_that_directly_import(module)}
        reached = importers - distances.keys()
        distances |= dict.fromkeys(reached, distance)
        distance += 1
    return distances


def _modules(path: Path, known: Iterable[str]) -> set[str]:
    """The module of a source file; of a file beside modules, such as a template, all modules of its folder."""
    if path.suffix == ".py":
        return {_module(path)} & set(known)
    folder = _module(path.parent if path.parent.name not in {"templates", "static"} else path.parent.parent)
    return {module for module in known if module.rpartition(".")[0] == folder}


def _module(path: Path) -> str:
    return ".".join(path.parts).removesuffix(".py").removesuffix(".__init__")


def _names(test: Path, changed: Path, root: Path) -> bool:
    """Whether the test file is named after the changed one or its folder, or shares its conftest, or names it."""
    if changed.name == "conftest.py":
        return test.is_relative_to(changed.parent)
    if changed.suffix == ".py":
        words = {part.rstrip("s") for part in changed.with_suffix("").parts[1:]}
        about = test.stem.removeprefix("test_")
        return any(len(word) >= SHORTEST_WORD and about.startswith(word) for word in words)
    return changed.name in (root / test).read_text("utf-8")


if __name__ == "__main__":
    main()
