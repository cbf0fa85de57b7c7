"""`shingan contribute`: sends a folder, a ZIP or a table of labelled images to a service, and says what was found."""

import json
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from model.command import FAILED, WRONG_CALL, existing_file, fail
from model.datasets.fields import Capture, Label
from model.datasets.folders import ItemsBy
from model.messages import Message, Wording, counted, in_context, message, sentences
from model.speaking import say, tell
from serve.command import JsonOption, one_line_errors

if TYPE_CHECKING:
    from serve.contributions.sending import Sent
    from serve.uploads.client import LocalFile

WHOLE_ADDRESS = message("--url: must begin with https:// or http://")
NEEDS_CONSENT = message("Read the statement, and add --agree if you agree to it: {statement}")
MISSING = message("{path}: does not exist")
FILES = counted(
    "{count} file: {sent} sent now, {known} sent before", "{count} files: {sent} sent now, {known} sent before"
)
TABLES = counted("{count} of the files is a table.", "{count} of the files are tables.")
# Translators: what was understood of the files, as {product}, {label}.
GROUP = message("{product}, {label}: {items}, {images}")
ITEMS, IMAGES = counted("{count} item", "{count} items"), counted("{count} image", "{count} images")
UNKNOWN = message("unknown")
GUESSED = message("This was found out from the names. If it is wrong, choose another way with --items.")
FINDING = counted("{severity}, {count} image: {title} {cure}", "{severity}, {count} images: {title} {cure}")
FILE_FINDING = message("{severity}, {file}: {title}")
SEVERITIES: Mapping[str, Message] = MappingProxyType(
    {"error": message("Error"), "warning": message("Warning"), "note": in_context("finding", "Note")}
)
SUBMITTED = counted("{count} image is submitted for review.", "{count} images are submitted for review.")
BEFORE = message("All of it was submitted before.")
CORRECT = message("Nothing was submitted. Correct the errors, and run the command again: only what changed is sent.")
NOTHING_READY = message("Nothing was submitted: every image is left out.")
DRY = message("Nothing was submitted, as --dry-run says.")
REPORT, PAGE = message("Report, row by row: {address}"), message("Look and label: {address}")


def add_commands(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(contribute)


def contribute(
    path: Annotated[
        Path, typer.Argument(metavar="FOLDER|ZIP|MANIFEST", help="What to send; a manifest with the images beside it.")
    ],
    url: Annotated[str, typer.Option("--url", help="Address of the service, such as https://shingan.example.")],
    token_file: Annotated[
        Path, typer.Option("--token-file", callback=existing_file, help="A file with your API token of that service.")
    ],
    licence: Annotated[str, typer.Option(help="An SPDX identifier, or the reference of your agreement.")],
    product: Annotated[str | None, typer.Option(help="Of all images. Default: as folders or the table say.")] = None,
    label: Annotated[Label | None, typer.Option(help="Of all images. Default: as folders or the table say.")] = None,
    items: Annotated[
        ItemsBy | None,
        typer.Option(
            help="Which photos show the same item. `folder`: one folder is one item. `name`: the names of files tell, "
            "such as 17_front.jpg and 17_label.jpg. Default: found out from the names, and shown."
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(help="Where and how all images were taken: the camera, the place or the batch of goods."),
    ] = None,
    capture: Annotated[
        Capture | None,
        typer.Option(help="What the pictures are. `photo`: photos of items. `listing`: pictures of online offers."),
    ] = None,
    corrects: Annotated[
        str | None,
        typer.Option(help="An item that was sent back and that this corrects: `entry` of its images, from the API."),
    ] = None,
    *,
    agree: Annotated[bool, typer.Option("--agree", help="Agree to the statement that the command shows.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Have all files checked, and submit nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Send labelled images of your products to a service, have them checked, and submit them for review.

    The command can be stopped and called again: nothing is sent twice. If it names errors, correct the files and call
    it again. Files that you removed from the folder are taken out of the contribution.
    """
    if not url.startswith(("https://", "http://")):
        fail(WHOLE_ADDRESS, WRONG_CALL)
    if not path.exists():
        fail(MISSING.of(path=path), WRONG_CALL)
    with one_line_errors():
        _agree(is_agreed=agree)
        begun = {"licence": licence, "consent": True, "product": product, "label": label and label.value}
        if corrects is not None:
            begun["corrects"] = corrects
        reading = {"items": items and items.value, "source": source, "capture": capture and capture.value}
        said = {name: value for name, value in reading.items() if value is not None}
        sent = _run(path, url.rstrip("/"), token_file, begun, said, is_dry=dry_run)
        _say(sent, url.rstrip("/"), is_dry=dry_run, as_json=as_json)
    if sent.is_faulty:
        sys.exit(FAILED)


def _agree(*, is_agreed: bool) -> None:
    """End as a wrong call if no one agrees: at a terminal, the person is asked."""
    from serve.contributions.messages import STATEMENTS  # noqa: PLC0415  # other commands need none of these

    statement = say(STATEMENTS[max(STATEMENTS)])
    if not is_agreed and not (sys.stdin.isatty() and typer.confirm(statement, err=True)):
        fail(NEEDS_CONSENT.of(statement=statement), WRONG_CALL)


def _run(
    path: Path, url: str, token_file: Path, begun: Mapping[str, Any], reading: Mapping[str, Any], *, is_dry: bool
) -> "Sent":
    from serve.contributions.progress import ProgressLines  # noqa: PLC0415  # the same
    from serve.contributions.sending import PURPOSE, Sending  # noqa: PLC0415  # the same
    from serve.uploads.calling import ServiceClient  # noqa: PLC0415  # the same
    from serve.uploads.client import UploadClient  # noqa: PLC0415  # the same

    files = _local(path)
    token = token_file.read_text(encoding="utf-8").strip()
    origin = f"{platform.node()} {path.resolve()}"
    with (
        closing(ProgressLines(sys.stderr)) as lines,
        UploadClient.at(url, token, PURPOSE) as uploads,
        ServiceClient.at(url, token) as service,
    ):
        return Sending(uploads, service, begun, origin, lines, reading).run(files, is_dry=is_dry)


def _local(path: Path) -> list["LocalFile"]:
    """The files with the names that they have on the page, too: those of a folder begin with its name."""
    from serve.contributions.local_files import files_at  # noqa: PLC0415  # the same
    from serve.uploads.client import LocalFile  # noqa: PLC0415  # the same

    whole = path.resolve()
    above = whole.parent if whole.is_dir() or whole.suffix.lower() != ".csv" else whole.parent.parent
    return [LocalFile.at(file, above) for file in files_at(whole)]


def _say(sent: "Sent", url: str, *, is_dry: bool, as_json: bool) -> None:
    found = sent.contribution
    report, page = f"{url}/v1/contributions/{found['id']}/report.csv", f"{url}/contributions/{found['id']}"
    if as_json:
        said = {"contribution": found["id"], "state": found["state"], "images": found["images"]}
        said |= {"findings": sent.findings, "report": report, "page": page}
        sys.stdout.write(json.dumps(said) + "\n")
        return
    tell(FILES.of(count=sent.files + sent.known, sent=sent.files, known=sent.known))
    if found["tables"]:
        tell(TABLES.of(count=found["tables"]))
    tell(*_understood(found["understood"]))
    tell(*(_finding(each) for each in sent.findings))
    tell(_ending(sent, is_dry=is_dry), REPORT.of(address=report), PAGE.of(address=page))


def _understood(understood: Mapping[str, Any]) -> Iterator[Wording]:
    """How the files were understood, in the words of the page."""
    from serve.contributions.messages import ITEMS_BY  # noqa: PLC0415  # other commands need none of these

    yield from map(_group, understood["groups"])
    if understood["items_by"]:
        yield sentences(ITEMS_BY[understood["items_by"]], GUESSED if understood["guessed"] else "")


def _group(group: Mapping[str, Any]) -> Message:
    from serve.contributions.messages import LABELS  # noqa: PLC0415  # the same

    items, images = ITEMS.of(count=group["items"]), IMAGES.of(count=group["images"])
    label = LABELS[Label(group["label"])] if group["label"] else UNKNOWN
    return GROUP.of(product=group["product"] or UNKNOWN, label=label, items=items, images=images)


def _finding(found: Mapping[str, Any]) -> Message:
    values = {**found, "severity": SEVERITIES[found["severity"]]}
    if "file" in found:
        return FILE_FINDING.of(severity=values["severity"], file=found["file"], title=found["title"])
    return FINDING.of(count=found["images"], severity=values["severity"], title=found["title"], cure=found["cure"])


def _ending(sent: "Sent", *, is_dry: bool) -> Message:
    images = sent.contribution["images"]
    if sent.is_new:
        return SUBMITTED.of(count=images["submitted"])
    if sent.contribution["state"] == "submitted":
        return BEFORE
    if sent.is_faulty:
        return CORRECT
    return DRY if is_dry else NOTHING_READY
