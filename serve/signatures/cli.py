"""`shingan report`: is a signed report as it was signed, by whom, and with which certificate?"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import FAILED, WRONG_CALL, existing_file, existing_files, fail, folder_to_write
from model.messages import message
from model.speaking import say, tell
from serve.command import DataOption, JsonOption, one_line_errors, parts_of, require_named_folder, settings_of
from serve.platform.command_messages import groups
from serve.platform.whole_files import write_whole

if TYPE_CHECKING:
    from cryptography import x509

report_cli = groups("Signed reports, and the certificates that sign them.")
LONGEST = 512 << 20  # bytes
NO_CERTIFICATE = message("{path}: is no file with certificates (PEM)")
TOO_LARGE = message("{path}: is larger than {megabytes} MB")
# Translators: a certificate in a list: the days from and until which it is valid, its holder.
LISTED = message("{fingerprint}  {start} to {end}  {name}")
REPLACED = message("Reports are now signed with certificate {fingerprint}. Publish it; earlier ones stay valid.")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(report_cli, name="report")


@report_cli.command()
def verify(
    report: Annotated[
        Path, typer.Argument(metavar="FILE", callback=existing_file, help="A signed report, such as report.pdf.")
    ],
    certificate: Annotated[
        list[Path] | None,
        typer.Option(
            callback=existing_files,
            help="A file with certificates (PEM) that you trust: the agency's, or of an authority; repeat it. Those "
            "of the service in DATA are trusted as well.",
        ),
    ] = None,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Say whether a report was changed since it was signed, by whom and when it was signed, and what it rests on.

    Exit status: 0 unchanged; 1 changed or not signed. No server or network is needed.
    """
    from serve.signatures.certificates import FOLDER, OwnReportKey  # noqa: PLC0415  # as in `parts_of`
    from serve.signatures.checking import check  # noqa: PLC0415  # the same
    from serve.signatures.domain import ReportOutcome  # noqa: PLC0415  # the same
    from serve.signatures.messages import lines_of  # noqa: PLC0415  # the same
    from serve.signatures.schemas import checked_out  # noqa: PLC0415  # the same

    with one_line_errors():
        settings = settings_of(data_dir=data)
        require_named_folder(settings)
        if report.stat().st_size > LONGEST:
            fail(TOO_LARGE.of(path=report, megabytes=LONGEST >> 20), WRONG_CALL)
        own = OwnReportKey(settings.keys_dir / FOLDER, "").kept(with_agencies=True)
        found = check(report.read_bytes(), [*_certificates(certificate or []), *own])
        if as_json:
            sys.stdout.write(checked_out(found).model_dump_json() + "\n")
        else:
            for line in map(say, lines_of(found)):
                sys.stdout.write("".join(letter if letter.isprintable() else "?" for letter in line) + "\n")
        if found.outcome is not ReportOutcome.UNCHANGED:
            raise typer.Exit(FAILED)


def _certificates(paths: Sequence[Path]) -> "list[x509.Certificate]":
    from cryptography import x509  # noqa: PLC0415  # as in `parts_of`

    found = []
    for path in paths:
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except ValueError:
            fail(NO_CERTIFICATE.of(path=path), WRONG_CALL)
    return found


@report_cli.command()
def certificates(
    out: Annotated[
        Path | None, typer.Option(callback=folder_to_write, help="A folder to write each to, as FINGERPRINT.pem.")
    ] = None,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List every certificate that signed a report of this service, the latest first."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415  # as in `parts_of`

    from serve.signatures.certificates import FOLDER, OwnReportKey, signatory_of  # noqa: PLC0415  # the same
    from serve.signatures.schemas import certificate_out  # noqa: PLC0415  # the same

    with one_line_errors():
        settings = settings_of(data_dir=data)
        require_named_folder(settings)
        kept = OwnReportKey(settings.keys_dir / FOLDER, "").kept(with_agencies=True)
        listed = [signatory_of(each) for each in kept]
        if as_json:
            sys.stdout.write(json.dumps([certificate_out(each).model_dump(mode="json") for each in listed]) + "\n")
        for each in listed if not as_json else ():
            days = {"start": each.valid_from.date().isoformat(), "end": each.valid_until.date().isoformat()}
            tell(LISTED.of(fingerprint=each.fingerprint, name=each.name, **days))
        for found, signatory in zip(kept, listed, strict=True) if out else ():
            write_whole((out or Path()) / f"{signatory.fingerprint}.pem", found.public_bytes(Encoding.PEM), 0o644)


@report_cli.command("replace-key")
def replace_key(data: DataOption = None) -> None:
    """Make a new key and certificate of the service, which sign from now on. It is recorded."""
    from serve.signatures.service import ReportSigning  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True) as parts:
        tell(REPLACED.of(fingerprint=parts[ReportSigning].replace_own().fingerprint))
