"""A real mail server for tests: it keeps what it gets, and refuses what it is told to."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from serve.platform.certificates import OwnCertificate
from serve.platform.clock import Clock
from serve.platform.settings import SmtpSecurity

HOST = "127.0.0.1"
USER, PASSWORD = "shingan", "correct horse"


@dataclass
class Mailbox:
    """What the server got, and how it answers.

    Attributes:
        refused: replies to recipients, by address.
        signed_in: how often someone did.
    """

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    signed_in: int = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse them."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def sign_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """Whether a user may send."""
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.signed_in += is_right
        return AuthResult(success=is_right, handled=False)


def certified(folder: Path) -> Path:
    """The file of a certificate for this machine, with its key."""
    path = folder / "mail.pem"
    OwnCertificate.at(path, [ip_address(HOST)], Clock().shown())
    return path


@contextmanager
def mail_server(
    mailbox: Mailbox, security: SmtpSecurity = SmtpSecurity.NONE, certificate: Path | None = None, port: int = 0
) -> Iterator[Mailbox]:
    """A running server, which keeps what it gets in a mailbox."""
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    options: dict[str, Any] = {"hostname": HOST, "port": port or _free()}
    if security is SmtpSecurity.TLS:
        options |= {"ssl_context": context}
    if security is SmtpSecurity.STARTTLS:
        options |= {"tls_context": context, "require_starttls": True}
    if security is not SmtpSecurity.NONE:
        options |= {"authenticator": mailbox.sign_in, "auth_require_tls": security is SmtpSecurity.STARTTLS}
    controller = Controller(mailbox, **options)
    controller.start()
    mailbox.port = options["port"]
    try:
        yield mailbox
    finally:
        controller.stop()


def _free() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
    return port
