"""`shingan contribute`: sends a folder, a ZIP or a table of labelled images to a service, and says what was found."""

import json
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

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
NAMED = 3  # images that each finding names
MORE = counted("and {count} more image", "and {count} more images")
ALL_NAMES = message("To save the names of all images with what was found of each, add --report FILE.")
BY_FOLDER = message("The name of the product that has no sheet comes from the name of a folder.")
PRODUCTS = message("If all images show one product, add --product and one of your products: {products}")
SAVED = message("The report, row by row, is in {path}.")
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
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Save the report as CSV: a line for each image and what was found of it."),
    ] = None,
    *,
    agree: Annotated[bool, typer.Option("--agree", help="Agree to the statement that the command shows.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Have all files checked, and submit nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Send labelled images of your products to a service, have them checked, and submit them for review.

    The command can be stopped and called again: nothing is sent twice. If it names errors, correct the files and call
    it again. Files that you removed from the folder are taken out of the contribution. A later call may name another
    product or label; what it leaves out stays as it was said before.
    """
    if not url.startswith(("https://", "http://")):
        fail(WHOLE_ADDRESS, WRONG_CALL)
    if not path.exists():
        fail(MISSING.of(path=path), WRONG_CALL)
    if report is not None and not report.resolve().parent.is_dir():
        fail(MISSING.of(path=report.resolve().parent), WRONG_CALL)
    with one_line_errors():
        _agree(is_agreed=agree)
        reading = {"product": product, "label": label and label.value, "items": items and items.value}
        reading |= {"source": source, "capture": capture and capture.value}
        said = {name: value for name, value in reading.items() if value is not None}
        call = _Call(path, url.rstrip("/"), token_file, _begun(licence, corrects), said)
        ended = _run(call, report, is_dry=dry_run, as_json=as_json)
        _say(ended, call.url, report, is_dry=dry_run, as_json=as_json)
    if ended.sent.is_faulty:
        sys.exit(FAILED)


class _Call(NamedTuple):
    """What is sent where; begun and reading: as of `Sending`."""

    path: Path
    url: str
    token_file: Path
    begun: Mapping[str, Any]
    reading: Mapping[str, Any]


class _Ended(NamedTuple):
    """How it ended: findings with names, the products that --product can name, and whether a folder named another."""

    sent: "Sent"
    findings: list[Mapping[str, Any]]
    products: list[str]
    is_named_by_folder: bool


def _begun(licence: str, corrects: str | None) -> Mapping[str, Any]:
    """What begins the contribution; the same for every product, so that another one continues it."""
    begun = {"licence": licence, "consent": True, "product": None, "label": None}
    return begun if corrects is None else {**begun, "corrects": corrects}


def _agree(*, is_agreed: bool) -> None:
    """End as a wrong call if no one agrees: at a terminal, the person is asked."""
    from serve.contributions.messages import STATEMENTS  # noqa: PLC0415  # other commands need none of these

    statement = say(STATEMENTS[max(STATEMENTS)])
    if not is_agreed and not (sys.stdin.isatty() and typer.confirm(statement, err=True)):
        fail(NEEDS_CONSENT.of(statement=statement), WRONG_CALL)


def _run(call: _Call, report: Path | None, *, is_dry: bool, as_json: bool) -> _Ended:
    from serve.contributions.naming import FoundNames  # noqa: PLC0415  # other commands need none of these
    from serve.contributions.progress import ProgressLines  # noqa: PLC0415  # the same
    from serve.contributions.sending import PURPOSE, Sending  # noqa: PLC0415  # the same
    from serve.uploads.calling import ServiceClient  # noqa: PLC0415  # the same
    from serve.uploads.client import UploadClient  # noqa: PLC0415  # the same

    files = _local(call.path)
    token = call.token_file.read_text(encoding="utf-8").strip()
    origin = f"{platform.node()} {call.path.resolve()}"
    with (
        closing(ProgressLines(sys.stderr)) as lines,
        UploadClient.at(call.url, token, PURPOSE) as uploads,
        ServiceClient.at(call.url, token) as service,
    ):
        sent = Sending(uploads, service, call.begun, origin, lines, call.reading).run(files, is_dry=is_dry)
        names = FoundNames(service, sent)
        if report is not None:
            report.write_bytes(names.report())
        findings = names.findings(None if as_json else NAMED)
        return _Ended(sent, findings, names.products(), names.is_named_by_folder)


def _local(path: Path) -> list["LocalFile"]:
    """The files with the names that they have on the page, too: those of a folder begin with its name."""
    from serve.contributions.local_files import files_at  # noqa: PLC0415  # the same
    from serve.uploads.client import LocalFile  # noqa: PLC0415  # the same

    whole = path.resolve()
    above = whole.parent if whole.is_dir() or whole.suffix.lower() != ".csv" else whole.parent.parent
    return [LocalFile.at(file, above) for file in files_at(whole)]


def _say(ended: _Ended, url: str, saved: Path | None, *, is_dry: bool, as_json: bool) -> None:
    sent, found = ended.sent, ended.sent.contribution
    report, page = f"{url}/v1/contributions/{found['id']}/report.csv", f"{url}/contributions/{found['id']}"
    if as_json:
        said = {"contribution": found["id"], "state": found["state"], "images": found["images"]}
        said |= {"findings": ended.findings, "products": ended.products, "report": report, "page": page}
        sys.stdout.write(json.dumps(said) + "\n")
        return
    tell(FILES.of(count=sent.files + sent.known, sent=sent.files, known=sent.known))
    if found["tables"]:
        tell(TABLES.of(count=found["tables"]))
    tell(*_understood(found["understood"]))
    tell(*(line for each in ended.findings for line in _finding(each)))
    tell(*_products(ended))
    if saved is None and any(each["images"] > len(each.get("names", ())) > 0 for each in ended.findings):
        tell(ALL_NAMES)
    tell(_ending(sent, is_dry=is_dry))
    tell(REPORT.of(address=report) if saved is None else SAVED.of(path=saved), PAGE.of(address=page))


def _products(ended: _Ended) -> Iterator[Message]:
    """What names a product that has a sheet, if one is asked for."""
    if ended.is_named_by_folder:
        yield BY_FOLDER
    if ended.products:
        yield PRODUCTS.of(products=", ".join(ended.products))


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


def _finding(found: Mapping[str, Any]) -> Iterator[Wording]:
    """A finding, with the names of its images below it."""
    severity, title = SEVERITIES[found["severity"]], found["title"]
    if "file" in found:
        yield FILE_FINDING.of(severity=severity, file=found["file"], title=title)
        return
    yield FINDING.of(count=found["images"], severity=severity, title=title, cure=found["cure"])
    yield from (f"  {name}" for name in found["names"])
    if found["images"] > len(found["names"]):
        yield sentences(" ", MORE.of(count=found["images"] - len(found["names"])))


def _ending(sent: "Sent", *, is_dry: bool) -> Message:
    images = sent.contribution["images"]
    if sent.is_new:
        return SUBMITTED.of(count=images["submitted"])
    if sent.contribution["state"] == "submitted":
        return BEFORE
    if sent.is_faulty:
        return CORRECT
    return DRY if is_dry else NOTHING_READY
