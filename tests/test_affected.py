"""The tests that `make quick` chooses: those that import what has changed, or are named after it, the nearest first."""

import subprocess
from pathlib import Path

import pytest

from tests.affected import affected, changed_paths

ROOT = Path(__file__).parents[1]


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=tests", "-c", "user.email=tests@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--initial-branch=main")
    for name in ("kept.py", "last.py"):
        (tmp_path / name).write_text("")
        git(tmp_path, "add", name)
        git(tmp_path, "commit", "--message", name)
    return tmp_path


def test_on_main_the_last_commit_counts_where_nothing_else_is_changed(checkout: Path) -> None:
    assert changed_paths(checkout) == [Path("last.py")]
    (checkout / "kept.py").write_text("1")
    assert changed_paths(checkout) == [Path("kept.py")]


def test_on_a_branch_all_counts_since_it_left_main_and_what_is_not_committed(checkout: Path) -> None:
    git(checkout, "switch", "--create", "branch")
    (checkout / "committed.py").write_text("")
    git(checkout, "add", "committed.py")
    git(checkout, "commit", "--message", "committed.py")
    (checkout / "new.py").write_text("")
    assert changed_paths(checkout) == [Path("committed.py"), Path("new.py")]


def first(changed: str, tests: int = 1) -> set[str]:
    return {path.as_posix() for path in affected([Path(changed)], ROOT)[:tests]}


def test_the_tests_that_import_a_module_come_first() -> None:
    assert "tests/model/test_gtin.py" in first("model/gtin.py", 3)
    assert "tests/training/test_statistics.py" in first("training/statistics.py", 40)


def test_a_changed_test_file_concerns_itself_and_a_conftest_all_below_it() -> None:
    assert first("tests/model/test_gtin.py") == {"tests/model/test_gtin.py"}
    openid = {path.as_posix() for path in affected([Path("tests/serve/openid/conftest.py")], ROOT)}
    assert openid == {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/serve/openid").glob("test_*.py")}


def test_a_template_concerns_the_tests_of_its_subject_first() -> None:
    nearest = first("serve/confirmations/templates/any-page" + ".html", 2)
    assert nearest == {"tests/serve/test_confirmations.py", "tests/serve/rules/test_confirmations.py"}


def test_any_other_file_concerns_the_tests_that_name_it() -> None:
    assert Path("tests/serve/test_platform.py") in affected([Path("docs/operations.md")], ROOT)
    assert affected([Path("docs", "no-such-file" + ".md")], ROOT) == []
