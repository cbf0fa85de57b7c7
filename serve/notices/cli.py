"""`shingan notice`: for the operator, to try the mail server."""

from secrets import token_hex
from typing import Annotated

import typer

from model.command import WRONG_CALL, fail
from model.messages import message
from model.speaking import tell
from serve.command import DataOption, one_line_errors, settings_of
from serve.platform.command_messages import groups

NO_SERVER = message("SHINGAN_SMTP_HOST: not set; set the mail server first")
SENT = message("The mail server {host} has taken a message to {address}. Look whether it arrives.")

notice_cli = groups("Notices by e-mail.")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(notice_cli, name="notice")


@notice_cli.command("test")
def try_server(
    address: Annotated[str, typer.Argument(help="The e-mail address to which a test message is sent.")],
    data: DataOption = None,
) -> None:
    """Send a test message with the settings of the mail server, and print what the server says."""
    from serve.notices.domain import NoticeRejectedError, checked_address  # noqa: PLC0415  # as in `parts_of`
    from serve.notices.mail import Mail  # noqa: PLC0415
    from serve.notices.messages import TEST  # noqa: PLC0415
    from serve.platform.clock import Clock  # noqa: PLC0415
    from serve.platform.terminal import SPOKEN  # noqa: PLC0415

    settings = settings_of(data_dir=data)
    if settings.smtp_host is None:
        fail(NO_SERVER, WRONG_CALL)
    try:
        to = checked_address(address)
    except NoticeRejectedError as refused:
        fail(refused.message, WRONG_CALL)
    with one_line_errors(), Mail(settings).connected() as connection:
        connection.send(to, f"v-{token_hex(16)}", TEST, SPOKEN.get(), Clock().shown())
    tell(SENT.of(host=settings.smtp_host, address=to))
