"""Options of commands that work with a service over the network, as a person of it."""

from pathlib import Path
from typing import Annotated

import typer

from model.command import WRONG_CALL, existing_file, fail
from model.messages import message

TOGETHER = message("Give both --url and --token-file, or neither.")

UrlOption = Annotated[str | None, typer.Option("--url", help="Address of a service, such as https://shingan.example.")]
TokenFileOption = Annotated[
    Path | None,
    typer.Option("--token-file", callback=existing_file, help="A file with an API token of a person of that service."),
]


def asked_service(url: str | None, token_file: Path | None) -> tuple[str, str] | None:
    """The address and the token that a command was given; None if neither. One alone is a wrong call.

    Raises:
        OSError: the file can't be read.
    """
    if (url is None) is not (token_file is None):
        fail(TOGETHER, WRONG_CALL)
    if url is None or token_file is None:
        return None
    return url, token_file.read_text(encoding="utf-8").strip()
