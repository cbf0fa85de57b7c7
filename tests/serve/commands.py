"""Running a command in this process, and what is expected of one that is called wrongly."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from serve.cli import cli
from tests.serve.running import quiet

NEW_SERVICE = ("organisation", "add", "Customs", "--kind", "agency", "--country", "JP")  # the first call of a service


class Done(NamedTuple):
    status: object
    out: str
    error: str


Shingan = Callable[..., Done]


@pytest.fixture
def shingan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shingan]:
    """Run a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli(list(map(str, arguments)))
        return Done(stopped.value.code, *capsys.readouterr())

    handlers = list(logging.root.handlers)
    yield run
    logging.root.handlers[:] = handlers  # `serve` sends the logs of the whole process its way
    quiet()


def one_line(done: Done, status: int, *words: str) -> None:
    assert done.status == status, done
    assert done.out == ""
    assert done.error.count("\n") == 1
    assert "Traceback" not in done.error
    for word in words:
        assert word in done.error
