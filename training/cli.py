"""The command line of the training package, `shingan-train`: a data set begun, checked, fitted and evaluated."""

import atexit
import gc
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from model.allocator import keep_every_block
from model.command import OneLineGroup, VersionOption, folder_to_write, one_line_errors
from model.datasets.folders import ItemsBy
from model.datasets.splits import Split
from model.loading import without_collecting
from model.output import run_with_any_text
from model.release import load_release
from training.errors import CallError
from training.progress import FitProgress
from training.stopping import stopped_by_a_signal
from training.threads import sleep_at_barriers

app = typer.Typer(
    name="shingan-train",
    cls=OneLineGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ManifestPath = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="manifest.csv, with images and catalogue/ beside it")
]
ReleasePath = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="a release's folder")]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", exists=True, dir_okay=False, help="TOML of settings; see training/config.py")
]
ReleasesOption = Annotated[Path, typer.Option(callback=folder_to_write, help="folder of releases")]
AsJson = Annotated[bool, typer.Option("--json", help="print the result as JSON")]


@app.callback()
def of_all_commands(*, version: VersionOption = False) -> None:
    """Contributed images in, a release out."""


@app.command("init")
def init_command(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="photos in genuine/ and counterfeit/")],
    *,
    items: Annotated[ItemsBy | None, typer.Option(help="what tells objects apart; guessed if left out")] = None,
    product: Annotated[str | None, typer.Option(help="id of the product that all photos show")] = None,
    right_holder: Annotated[str, typer.Option(help="of all photos")] = "",
    licence: Annotated[str, typer.Option(help="of all photos: SPDX identifier, or the agreement's reference")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what is understood, and write nothing")] = False,
    as_json: AsJson = False,
) -> None:
    """Begin a data set: write a manifest and draft sheets from folders of photos; nothing is overwritten."""
    from training.init import InitCall, begin  # noqa: PLC0415
    from training.init.draft_lines import draft_lines  # noqa: PLC0415

    draft = begin(InitCall(folder, items, product, right_holder, licence, dry_run))
    if as_json:
        _print_json(draft.as_json())
    else:
        sys.stdout.write("\n".join([*draft_lines(draft, folder, dry_run=dry_run), ""]))


@app.command("validate")
def validate_command(manifest: ManifestPath, *, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """What is wrong with a data set, row by row, and what a network could cheat with."""
    from training.config import read_config  # noqa: PLC0415  each command loads what it needs
    from training.manifest import read_manifest  # noqa: PLC0415
    from training.summary import summarise, summary_lines  # noqa: PLC0415
    from training.validate import check  # noqa: PLC0415

    progress, settings = FitProgress(quiet=as_json), read_config(config)
    progress.say(f"validating {manifest}")
    read = read_manifest(manifest)
    summary = summarise(read, settings)
    if not as_json:
        sys.stdout.write("".join(f"{line}\n" for line in summary_lines(summary)) + "\n")
    report = check(read, settings)
    if as_json:
        _print_json({**report.as_json(), "summary": summary.as_json()})
    else:
        for finding in report.findings:
            rows = f" (rows {', '.join(map(str, finding.rows[:12]))}{' ...' if len(finding.rows) > 12 else ''})"  # noqa: PLR2004
            sys.stdout.write(
                f"{finding.severity.value} {finding.code}: {finding.message}{rows if finding.rows else ''}\n"
            )
        count = len(report.findings)
        sys.stdout.write(f"{report.rows:,} rows, {count:,} finding{'' if count == 1 else 's'}\n")
    if report.errors:
        raise typer.Exit(1)


@app.command("fit")
def fit_command(
    manifest: ManifestPath,
    *,
    out: ReleasesOption,
    config: ConfigOption = None,
    weights: Annotated[str, typer.Option(help="a .safetensors or .pth file, imagenet, or none")] = "imagenet",
    accept: Annotated[list[str] | None, typer.Option(help="accept a finding, by code; all accepts any")] = None,
    test: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="manifest whose test split is evaluated instead"),
    ] = None,
    resume: Annotated[bool, typer.Option(help="continue an interrupted run of the same call")] = False,
    anyway: Annotated[bool, typer.Option(help="fit even if every verdict would be inconclusive")] = False,
) -> None:
    """Fit a release and print its folder."""
    with without_collecting():
        from training.config import read_config  # noqa: PLC0415
        from training.fit import FitCall, fit  # noqa: PLC0415

    call = FitCall(manifest, out, read_config(config), weights, tuple(accept or ()), test, resume, anyway)
    progress = FitProgress()
    with stopped_by_a_signal(progress):
        folder = fit(call, progress)
    if folder is not None:
        sys.stdout.write(f"{folder}\n")


@app.command("enrol")
def enrol_command(
    release: ReleasePath,
    manifest: ManifestPath,
    *,
    out: ReleasesOption,
    accept: Annotated[list[str] | None, typer.Option(help="accept a finding, by code; all accepts any")] = None,
) -> None:
    """Add products with genuine items only, without training; print the new release's folder."""
    from training.enrol import EnrolCall, enrol  # noqa: PLC0415

    folder = enrol(EnrolCall(release, manifest, out, tuple(accept or ())), FitProgress())
    sys.stdout.write(f"{folder}\n")


@app.command("recalibrate")
def recalibrate_command(
    release: ReleasePath,
    manifest: ManifestPath,
    *,
    out: ReleasesOption,
    config: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="TOML of settings to change; see Targets in training/config.py"),
    ] = None,
    accept: Annotated[list[str] | None, typer.Option(help="accept a finding, by code; all accepts any")] = None,
    test: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="manifest whose test split is evaluated instead"),
    ] = None,
    anyway: Annotated[bool, typer.Option(help="go on even if every verdict would be inconclusive")] = False,
) -> None:
    """Count a release's thresholds again, without training; print the new release's folder."""
    from training.config import read_targets  # noqa: PLC0415
    from training.recalibrate import RecalibrateCall, recalibrate  # noqa: PLC0415

    targets = read_targets(config)
    call = RecalibrateCall(release, manifest, out, targets, tuple(accept or ()), test, anyway)
    sys.stdout.write(f"{recalibrate(call, FitProgress())}\n")


@app.command("translate")
def translate_command(
    release: ReleasePath,
    catalogue: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="a folder of product sheets")],
    *,
    out: ReleasesOption,
) -> None:
    """Put the texts of product sheets into a release, and nothing else of them; print the new release's folder."""
    from training.translate import translate  # noqa: PLC0415

    sys.stdout.write(f"{translate(release, catalogue, out)}\n")


@app.command("evaluate")
def evaluate_command(
    release: ReleasePath,
    manifest: ManifestPath,
    *,
    split: Annotated[Split, typer.Option(help="which items")] = Split.TEST,
    out: Annotated[
        Path | None,
        typer.Option(callback=folder_to_write, help="folder for metrics.json, MODEL_CARD.md and index.html"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Figures with intervals, counted on items."""
    from training.card import section_on_test_items  # noqa: PLC0415
    from training.evaluate import evaluate_manifest  # noqa: PLC0415
    from training.report.page import (  # noqa: PLC0415
        Subject,
        evaluation_page,
        in_short,
        report_json,
        with_test_section,
        write_folder,
    )

    loaded = load_release(release)
    evaluation = evaluate_manifest(loaded, manifest, split, FitProgress(quiet=as_json))
    if out is not None:
        card = (release / "MODEL_CARD.md").read_text(encoding="utf-8")
        page = evaluation_page(
            evaluation.measured(loaded.description), Subject(loaded.id, f"{manifest.name}, {split.value} items")
        )
        files = {"metrics.json": report_json(evaluation.figures), "index.html": page}
        write_folder(out, files | {"MODEL_CARD.md": with_test_section(card, section_on_test_items(evaluation.figures))})
    if as_json:
        _print_json(evaluation.figures)
    else:
        sys.stdout.write("\n".join([*in_short(evaluation.measured(loaded.description)), ""]))
        _print_table(evaluation.figures)


@app.command("compare")
def compare_command(
    before: ReleasePath,
    after: ReleasePath,
    manifest: ManifestPath,
    *,
    split: Annotated[Split, typer.Option(help="which items")] = Split.TEST,
    out: Annotated[
        Path | None, typer.Option(callback=folder_to_write, help="folder for comparison.json and index.html")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two releases on the same items: what improved and what got worse."""
    from training.report.compare import compare_releases  # noqa: PLC0415
    from training.report.compare_page import comparison_page, comparison_text  # noqa: PLC0415
    from training.report.page import report_json, write_folder  # noqa: PLC0415

    result = compare_releases(load_release(before), load_release(after), manifest, split, FitProgress(quiet=as_json))
    if out is not None:
        page = comparison_page(result, f"{manifest.name}, {split.value} items")
        write_folder(out, {"comparison.json": report_json(result.as_json()), "index.html": page})
    if as_json:
        _print_json(result.as_json())
    else:
        sys.stdout.write(comparison_text(result))


def _print_json(document: dict[str, Any]) -> None:
    json.dump(document, sys.stdout, indent=1, ensure_ascii=False)  # piece by piece: rows of findings may be millions
    sys.stdout.write("\n")


def _print_table(figures: dict[str, Any]) -> None:
    table = Table(title=f"{figures['items']} items, {figures['photos']} photos")
    for column in ("figure", "value", "95 % interval", "n"):
        table.add_column(column)
    for name, figure in figures.items():
        if isinstance(figure, dict) and "value" in figure:
            interval = f"{figure['low']:.3f} to {figure['high']:.3f}"
            table.add_row(name, f"{figure['value']:.3f}", interval, str(figure["n"]))
    Console().print(table)


def main() -> None:
    """Run the command of this process."""
    keep_every_block()  # a CPU fit runs five times faster
    sleep_at_barriers()
    atexit.register(gc.freeze)  # otherwise Python searches what the export left for cycles: 2 s and more
    run_with_any_text(run)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command; errors raised on purpose become one line and the exit status that design.md names.

    Args:
        arguments: None takes those of the process.

    Raises:
        SystemExit: always, with the exit status.
    """
    with one_line_errors(CallError):
        app(arguments)
