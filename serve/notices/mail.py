"""Sends messages over SMTP (RFC 5321), as the operator has set it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr

import structlog

from model.errors import ShinganError
from model.messages import message
from serve.notices.messages import Words
from serve.platform.settings import Settings, SmtpSecurity
from serve.platform.terminal import MARKS
from serve.platform.translations import Language

log = structlog.get_logger(__name__)
TIMEOUT = 15.0  # seconds, of each step
PERMANENT = range(500, 600)  # replies with which a server refuses for good
NO_ANSWER = message("The mail server {host} does not answer as it should: {reason}")
REFUSED = message("The mail server {host} refuses this address: {reason}")


class WholeSubjects(EmailPolicy):
    """As SMTP's policy, but Python 3.11 folds subjects that are not ASCII without the spaces between some words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The lines of one header, as they are sent."""
        if name != "Subject":
            return super().fold_binary(name, value)
        encoded = Header(value, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


POLICY = WholeSubjects(linesep=SMTP.linesep)


class MailError(ShinganError):
    """The mail server did not take a message now; it is worth trying again."""


class MessageDelayedError(MailError):
    """The mail server does not take this message now; it may take others."""


class AddressRefusedError(MailError):
    """The mail server refuses an address for good."""


@dataclass(frozen=True)
class Mail:
    """The operator's mail server.

    Attributes:
        host: its name, which its certificate must have.
        sender: the address that messages are from.
        user: None if no one signs in.
    """

    settings: Settings

    @property
    def host(self) -> str:
        """Its name."""
        return self.settings.smtp_host or ""

    @contextmanager
    def connected(self) -> Iterator["Connection"]:
        """A connection that messages are sent over.

        Raises:
            MailError: the server does not answer, its certificate is not valid, or it does not let the service sign in.
        """
        server = None
        try:
            server = self._server()
            server.ehlo_or_helo_if_needed()
            if self.settings.smtp_security is SmtpSecurity.STARTTLS:
                server.starttls(context=self._context())
            if self.settings.smtp_user is not None:
                server.login(self.settings.smtp_user, self.settings.smtp_password)
        except (smtplib.SMTPException, OSError) as fault:
            if server is not None:
                server.close()
            raise MailError(NO_ANSWER.of(host=self.host, reason=_said(fault))) from fault
        try:
            yield Connection(server, self)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _server(self) -> smtplib.SMTP:
        host, port = self.host, self.settings.smtp_port_used
        if self.settings.smtp_security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=self._context())
        return smtplib.SMTP(host, port, timeout=TIMEOUT)

    def _context(self) -> ssl.SSLContext:
        """What a server's certificate is checked with: it must be valid, and be the host's."""
        file = self.settings.smtp_ca_file
        return ssl.create_default_context(cafile=None if file is None else str(file))


@dataclass(frozen=True)
class Connection:
    """A connection to a mail server."""

    server: smtplib.SMTP
    mail: Mail

    def send(self, to: str, message_id: str, words: Words, language: Language, at: datetime) -> None:
        """Send one message.

        Args:
            message_id: the same when it is sent again, so that a mailbox can tell.

        Raises:
            AddressRefusedError: the server refuses the address for good.
            MessageDelayedError: it does not take this message now.
            MailError: it did not take the message now.
        """
        sender = self.mail.settings.smtp_from or ""
        try:
            self.server.send_message(message_for(sender, to, message_id, words, language, at), sender, [to])
        except smtplib.SMTPRecipientsRefused as fault:
            code, reason = fault.recipients[to]
            kind, said = (AddressRefusedError, REFUSED) if code in PERMANENT else (MessageDelayedError, NO_ANSWER)
            raise kind(said.of(host=self.mail.host, reason=f"{code} {_text(reason)}")) from fault
        except smtplib.SMTPDataError as fault:
            raise MessageDelayedError(NO_ANSWER.of(host=self.mail.host, reason=_said(fault))) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise MailError(NO_ANSWER.of(host=self.mail.host, reason=_said(fault))) from fault


def message_for(sender: str, to: str, message_id: str, words: Words, language: Language, at: datetime) -> EmailMessage:
    """A message in a language, as plain text. Nothing in it is someone's own words."""
    written = EmailMessage(policy=POLICY)
    written["From"] = sender
    written["To"] = to
    written["Subject"] = language.say(words.subject).translate(MARKS)
    written["Date"] = format_datetime(at)
    written["Message-ID"] = f"<{message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: no one answers that they are away
    written.set_content("\n\n".join(language.say(each).translate(MARKS) for each in words.body) + "\n")
    written["Content-Language"] = language.tag  # after the contents, which replace headers of such names
    return written


def _said(fault: Exception) -> str:
    """What went wrong, in one line."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_text(fault.smtp_error)}"
    return " ".join(str(fault).split()) or type(fault).__name__


def _text(reply: bytes | str) -> str:
    return " ".join((reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply).split())
