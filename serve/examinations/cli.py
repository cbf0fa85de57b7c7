"""`shingan check`: a verdict on one item's photos, no server needed."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from model.command import FAILED, WRONG_CALL, fail
from model.examiner import Examiner
from model.messages import apart, message
from serve.command import DataOption, JsonOption, ReleaseOption, one_line_errors, require_named_folder, settings_of
from serve.examinations import terminal
from serve.examinations.confidentiality import withheld
from serve.examinations.domain import PhotoUpload, clean_name, holders_own, verdict_json
from serve.examinations.examining import ExaminationRequest, examine
from serve.platform.errors import UploadRejectedError
from serve.platform.terminal import SPOKEN
from serve.releases.cli import release_to_examine_with

# Translators: {path} is a file with a photo, {reason} why it can't be examined.
OF_FILE = message("{path}: {reason}")


def add_commands(cli: typer.Typer) -> None:
    """Add this command."""
    cli.command()(check)


def check(
    photos: Annotated[list[Path], typer.Argument(help="1 to 8 photos of one item.")],
    product: Annotated[str | None, typer.Option(help="Product id, if you know it.")] = None,
    view: Annotated[
        list[str] | None,
        typer.Option(help="The view that a photo shows; repeat it, one per photo, '' if unknown."),
    ] = None,
    prior: Annotated[
        float | None,
        typer.Option(help="Share of counterfeits among the items that come this way, such as 0.02; gives a posterior."),
    ] = None,
    release: ReleaseOption = None,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Judge one item's photos.

    No server needed. The text is for an officer: it omits what a right holder keeps confidential. --json prints the
    complete verdict with every point, like the release: don't pass it on to people who may not see them.
    """
    with one_line_errors(), ExitStack() as files:
        settings = settings_of(release=release, data_dir=data)
        require_named_folder(settings)
        uploads = [_upload(path, files) for path in photos]
        examiner = Examiner(release_to_examine_with(settings), settings.limits)
        try:
            verdict = examine(
                examiner, ExaminationRequest(uploads, product, [name or None for name in view or []], prior)
            )
        except UploadRejectedError as error:
            fail(
                apart([OF_FILE.of(path=photos[each.index], reason=each.reason.message) for each in error.photos]),
                FAILED,
            )
        if as_json:
            sys.stdout.write(verdict_json(verdict) + "\n")
            return
        released = examiner.release.description.products.get(verdict.product.id or "")
        hidden = holders_own(released.sheet) if released else frozenset()
        terminal.show(Console(), withheld(verdict, hidden), examiner.release.description, SPOKEN.get())


def _upload(path: Path, files: ExitStack) -> PhotoUpload:
    try:
        stream = files.enter_context(path.open("rb"))
    except OSError as error:
        fail(f"{path}: {error.strerror}", WRONG_CALL)
    return PhotoUpload(clean_name(path.name), lambda: stream)
