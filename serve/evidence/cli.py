"""`shingan case export` and `shingan verify`, which needs neither database nor network: only releases and keys."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import (
    FAILED,
    WRONG_CALL,
    existing_file,
    existing_files,
    existing_folder,
    existing_folders,
    fail,
    new_file,
)
from model.messages import Message, counted, message
from model.speaking import say, tell
from serve.audit.keys import trusted_keys
from serve.cases.cli import case_cli
from serve.command import (
    DataOption,
    JsonOption,
    one_line_errors,
    parts_of,
    require_named_folder,
    settings_of,
)
from serve.evidence.domain import ArchivePart
from serve.evidence.findings import THE_BUNDLE, Verified, VerifyOutcome
from serve.evidence.replaying import ReplayReleases
from serve.evidence.streams import chunks
from serve.evidence.verifying import verify
from serve.platform.translations import Language, tags
from serve.releases.keys import SUFFIX, keys_in
from serve.releases.shelf import Shelf, id_of

if TYPE_CHECKING:
    from serve.evidence.service import Exported


NO_LANGUAGE = message("--language: {tag} is not one of {tags}")
# Translators: a finding about an evidence bundle: {where} is a file or part of it, {words} what is wrong there.
PARTS: Mapping[str, Message] = MappingProxyType(
    {
        ArchivePart.ZIP: message("the ZIP"),
        ArchivePart.DIRECTORY: message("the ZIP's central directory"),
        ArchivePart.END: message("the ZIP's end record"),
        THE_BUNDLE: message("the bundle"),
    }
)
FINDING = message("{where}: {words}")
SUMMARY = message(
    "{outcome}. events: {events}, photos: {photos}, verdicts: {verdicts}, replayed: {replayed} of {verdicts}"
)
TO_REPLAY = message(
    "To replay them, get the release and its key from the agency (`shingan release export ID --out FOLDER` writes "
    "both), and name them with --release FOLDER/ID, and --release-key FILE if the key is elsewhere."
)
OWN_KEY = message(
    "The key came with the bundle: {keys}. Compare this id with the one that the agency has published, or name a "
    "folder with its keys by --keys."
)
REPORT_SIGNED = message(
    "report.pdf was signed with the certificate {fingerprint} (SHA-256). `shingan report verify` checks its signature."
)
# Translators: what the check of an evidence bundle found; each begins the line of a summary.
NOT_SOUND, SOUND = message("NOT SOUND, faults: {count}"), message("sound")
NONE_REPLAYED = message("intact; the verdicts were not replayed: {reason}")
SOME_NOT_REPLAYED = counted(
    "intact; {count} verdict was not replayed: {reason}", "intact; {count} verdicts were not replayed: {reason}"
)
WITHOUT_REPLAY = message("--without-replay was given")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    case_cli.command("export")(export_case)
    cli.command("verify")(verify_bundle)


def export_case(
    case: Annotated[str, typer.Argument(metavar="ID", help="The case's id, as in `shingan case list`.")],
    out: Annotated[Path, typer.Option(callback=new_file, help="The file to write; it must not exist.")],
    language: Annotated[str, typer.Option(help="Of the report, such as ja or pt-BR.")] = "en",
    data: DataOption = None,
) -> None:
    """Write a case as an evidence bundle, as its agency may see it. The export is recorded."""
    from serve.evidence.service import Evidence  # noqa: PLC0415  # as in `parts_of`

    if language not in tags():
        fail(NO_LANGUAGE.of(tag=language, tags=", ".join(tags())), WRONG_CALL)
    with one_line_errors(), parts_of(data) as parts:
        parts.open()
        _save(parts[Evidence].export_for_agency(case, Language(language)), out)
        tell(out)


def _save(exported: "Exported", out: Path) -> None:
    """Write a file that gets its name only when it is complete."""
    aside = out.with_name(f"{out.name}.unfinished")
    with exported.file as source, aside.open("wb") as target:
        for chunk in chunks(source):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    aside.rename(out)


def verify_bundle(
    bundle: Annotated[
        Path,
        typer.Argument(callback=existing_file, help="An evidence bundle, as `shingan case export` writes it."),
    ],
    keys: Annotated[
        Path | None,
        typer.Option(
            callback=existing_folder,
            help="A folder with the agency's public keys (ID.pub): only these are trusted.",
        ),
    ] = None,
    release: Annotated[
        list[Path] | None,
        typer.Option(
            callback=existing_folders,
            help="A release's folder; repeat it. Those in DATA/releases and the bundled ones are found as well.",
        ),
    ] = None,
    release_key: Annotated[
        list[Path] | None,
        typer.Option(
            callback=existing_files,
            help="A file with releases' keys; repeat the option. One beside a release's folder is found.",
        ),
    ] = None,
    data: DataOption = None,
    *,
    without_replay: Annotated[
        bool, typer.Option("--without-replay", help="Don't replay the verdicts; no release is needed then.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find everything in an evidence bundle that was changed, and replay its verdicts.

    Exit status: 0 intact, and its verdicts were replayed or --without-replay was given; 1 not intact; 2 a wrong call,
    or intact, but the call names no release or key for the replay.
    """
    with one_line_errors():
        settings = settings_of(data_dir=data)
        require_named_folder(settings)
        for folder in release or []:
            if not id_of(folder):
                fail(message("{folder}: is no release's folder", folder=folder), WRONG_CALL)
        for path in release_key or []:
            if not keys_in([path]):
                fail(message("{path}: is no file with a release's key", path=path), WRONG_CALL)
        key_files = [*(release_key or []), *sorted(settings.audit_dir.glob(f"*{SUFFIX}"))]
        trusted = None if keys is None else trusted_keys(keys)
        releases = (
            None
            if without_replay
            else ReplayReleases(release or [], Shelf(settings.data_dir), settings.limits, key_files)
        )
        with bundle.open("rb") as file:
            found = verify(file, trusted, releases)
        _print_json(found) if as_json else _print(found)
        if not found.sound:
            raise typer.Exit(FAILED)
        if found.not_replayed:
            raise typer.Exit(WRONG_CALL)  # FAILED is only for a bundle that is not intact


def _print_json(found: Verified) -> None:
    listed = {
        name: [{"file": each.where, "words": str(each.words)} for each in some]
        for name, some in (("faults", found.faults), ("remarks", found.remarks))
    }
    left_out = {"not_replayed": [{"release": each.release, "reason": str(each.reason)} for each in found.not_replayed]}
    result = {"outcome": found.outcome.value, "sound": found.sound}
    sys.stdout.write(json.dumps({**result, **found._asdict(), **listed, **left_out}) + "\n")


def _print(found: Verified) -> None:
    findings = (
        FINDING.of(where=PARTS.get(each.where, each.where), words=each.words)
        for each in (*found.faults, *found.remarks)
    )
    for line in map(say, (*findings, *_summary(found))):
        plain = "".join(letter if letter.isprintable() else "?" for letter in line)  # which may come from the bundle
        sys.stdout.write(plain + "\n")


def _summary(found: Verified) -> Iterator[Message]:
    counts = {name: getattr(found, name) for name in ("events", "photos", "verdicts", "replayed")}
    yield SUMMARY.of(outcome=_outcome(found), **counts)
    if found.not_replayed:
        yield TO_REPLAY
    if found.certificate:
        yield REPORT_SIGNED.of(fingerprint=found.certificate)
    if not found.key_trusted and found.keys:
        yield OWN_KEY.of(keys=", ".join(found.keys))


def _outcome(found: Verified) -> Message:
    reasons = "; ".join(say(each.reason) for each in found.not_replayed)
    match found.outcome:
        case VerifyOutcome.CHANGED:
            return NOT_SOUND.of(count=len(found.faults))
        case VerifyOutcome.REPLAYED:
            return SOUND
        case VerifyOutcome.NOT_REPLAYED:
            left = found.verdicts - found.replayed
            intact = SOME_NOT_REPLAYED.of(count=left) if found.replayed else NONE_REPLAYED
            return intact.of(reason=reasons or WITHOUT_REPLAY)
