"""Every setting of the service with its default: environment variables ``SHINGAN_<NAME>`` or CLI options."""

import math
import os
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from model.examiner import ExaminerLimits
from model.formats import IntakeLimits
from model.messages import counted, message
from serve.platform.openid_settings import OpenIdProviders, PublicUrl, is_ip_address
from serve.platform.signing_settings import ReportSigners

PREFIX = "SHINGAN_"  # of the environment variables
MOST_DAYS = 36_500  # a hundred years; leave the setting out to keep records for ever
SHORTEST_TOKEN = 16  # of `/metrics`
TOKEN_TOO_SHORT = counted(
    "must name a file with at least {count} character", "must name a file with at least {count} characters"
)
CGROUP_V2_QUOTA = Path("/sys/fs/cgroup/cpu.max")
CGROUP_V1_QUOTA = Path("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
CGROUP_V1_PERIOD = Path("/sys/fs/cgroup/cpu/cpu.cfs_period_us")


def cores_given() -> int:
    """Cores that this process may use: its CPU affinity, or the container's quota if that is smaller."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _cgroup_quota()
    return allowed if quota is None else max(1, min(allowed, math.ceil(quota)))


def _cgroup_quota() -> float | None:
    """CPUs that the control group allows; None without a quota or a control group."""
    try:
        if CGROUP_V2_QUOTA.exists():
            quota, period = CGROUP_V2_QUOTA.read_text().split()
        else:
            quota, period = CGROUP_V1_QUOTA.read_text(), CGROUP_V1_PERIOD.read_text()
        return float(quota) / float(period) if float(quota) > 0 else None
    except (OSError, ValueError):  # no such file, or the word "max"
        return None


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


SMTP_PORTS = {SmtpSecurity.NONE: 25, SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465}


class Settings(BaseSettings):
    """The settings of an operator."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(default=Path("data"), description="Folder of database, photos and keys.")
    release: Path | None = Field(
        default=None,
        description="The release folder to start with, without activating it. Unset: the active or the bundled one.",
    )
    database_url: str | None = Field(
        default=None,
        pattern="^(postgresql://|sqlite:///.)",
        description="postgresql://USER@HOST/NAME or sqlite:///FILE. Unset: SQLite at DATA/shingan.db.",
    )
    objects_url: str | None = Field(
        default=None,
        pattern=r"^s3://[A-Za-z0-9._-]+(/[^\s?#]*)?$",
        description="s3://BUCKET/PREFIX for original photos; credentials from AWS_*. Unset: DATA/objects.",
    )
    objects_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?$",
        description="Address of an S3 other than Amazon's.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    workers: int = Field(
        default_factory=cores_given, ge=1, description="Examinations that run at once. Unset: the available cores."
    )
    queue_limit: int = Field(
        default=64,
        ge=0,
        description="Examinations that may wait for a worker; one more is told to come back (503).",
    )
    max_photos: int = Field(default=8, ge=1, le=8, description="Photos in one examination.")
    max_photo_bytes: int = Field(default=32 * 2**20, ge=100_000, description="Size of one photo in bytes.")
    max_photo_pixels: int = Field(default=64_000_000, ge=1_000_000, description="Width times height of one photo.")
    max_upload_bytes: int = Field(
        default=2 * 2**30, ge=100_000, description="Size in bytes of one file that is sent in parts."
    )
    max_waiting_uploads: int = Field(
        default=10_000, ge=1, description="Files that one person may have sent, or begun to send, and not used yet."
    )
    max_waiting_upload_bytes: int = Field(
        default=16 * 2**30, ge=100_000, description="Size in bytes of those files together."
    )
    upload_days: int = Field(default=7, ge=1, le=MOST_DAYS, description="Days after which such a file is removed.")
    release_poll_seconds: float = Field(
        default=1.0, gt=0, le=3600, description="How often the database is asked which release is active."
    )
    retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="Days after which a closed case is removed with its photos, unless held. Unset: kept for ever.",
    )
    loose_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for examinations without a case.",
    )
    alert_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for a right holder's alert, counted from its last day or its withdrawal.",
    )
    clearance_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for a right holder's clearance for seminars, counted from its last day or its "
        "withdrawal.",
    )
    seminar_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for a seminar, counted from its day. One that has a course stays as long as the course.",
    )
    course_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for what a person answers in a course, counted from their last answer, and for a course, "
        "counted from its last day or its withdrawal. Certificates stay until their last day.",
    )
    shift_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for a note for the next shift, counted from when it was written.",
    )
    person_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="The same for the persons of a case, such as its addressee, counted from the day on which the case "
        "was closed. Unset: they stay as long as the case.",
    )
    deadlines_file: Path | None = Field(
        default=None,
        description="TOML file with the operator's own rules of legal deadlines, closing days and time zones.",
    )
    code_lists_file: Path | None = Field(
        default=None,
        description="TOML file with the operator's own lists of codes, each in place of the one that ships.",
    )
    job_workers: int = Field(
        default=1,
        ge=0,
        le=16,
        description="Long jobs, such as imports, that run at once beside the examinations; 0: this process runs none.",
    )
    job_days: int = Field(
        default=30, ge=1, le=MOST_DAYS, description="Days after which a job that has ended is removed from the list."
    )
    public_url: PublicUrl | None = Field(
        default=None,
        description="The service's address as browsers see it, such as https://shingan.example; OpenID providers send "
        "people back to it.",
    )
    openid_providers: OpenIdProviders = Field(
        default=(),
        description="A JSON list of organisations' OpenID providers: organisation, issuer, client_id, client_secret "
        "or client_secret_file. Needs SHINGAN_PUBLIC_URL.",
    )
    report_signers: ReportSigners = Field(
        default=(),
        description="A JSON list of keys that sign reports: pkcs12_file, or key_file and certificates_file; "
        "passphrase_file; organisation for one agency alone. Unset: a key that the service makes for itself.",
    )
    timestamp_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s@]+$",
        description="The authority that gives trusted timestamps by RFC 3161. Unset: reports get none.",
    )
    timestamp_ca_file: Path | None = Field(
        default=None,
        description="File with the certificates (PEM) by which its timestamps are checked before a report is handed "
        "out. Unset: by those that come with them.",
    )
    timestamp_optional: bool = Field(
        default=False,
        description="Hand out a report without a timestamp, which then says so, if the authority gives none.",
    )
    smtp_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Its port. Unset: 587 with starttls, 465 with tls, 25 with none.",
    )
    smtp_security: SmtpSecurity = Field(
        default=SmtpSecurity.STARTTLS,
        description="How the connection is encrypted: starttls, tls or none. Without one of the first two, no password "
        "is sent.",
    )
    smtp_user: str | None = Field(default=None, description="The user who signs in at it. Unset: no one signs in.")
    smtp_password_file: Path | None = Field(
        default=None, description="File with the password of that user, readable by the service alone."
    )
    smtp_from: str | None = Field(
        default=None,
        pattern=r"^[^\s@<>]+@[A-Za-z0-9.-]+$",
        description="The address that notices are from, such as shingan@example.org.",
    )
    smtp_ca_file: Path | None = Field(
        default=None,
        description="File with the certificates (PEM) by which the server's is checked. Unset: those of the machine.",
    )
    smtp_host: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9.:-]+$",
        description="The mail server for notices to people, such as mail.example.org. Unset: no notices are sent. "
        "Needs SHINGAN_SMTP_FROM and SHINGAN_PUBLIC_URL.",
    )
    metrics_token_file: Path | None = Field(
        default=None,
        description="File with a token of at least 16 characters, with which alone `/metrics` answers. Unset: it "
        "answers everyone who reaches the service.",
    )
    after_pause: bool = Field(
        default=False,
        description="The service was really stopped for more than 90 days: accept the clock. For one start only.",
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="The least severe log line that is written.",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _say_something(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            raise ValueError(message("is empty; give it a value, or remove it for the default"))
        return value

    @field_validator("objects_endpoint")
    @classmethod
    def _has_a_port(cls, address: str | None) -> str | None:
        if address is not None and urlsplit(address).port == 0:  # above 65535 it is a ValueError
            raise ValueError(message("must name a port from 1 to 65535"))
        return address

    @field_validator("openid_providers")
    @classmethod
    def _know_the_way_back(cls, providers: OpenIdProviders, info: ValidationInfo) -> OpenIdProviders:
        if providers and info.data.get("public_url") is None:
            raise ValueError(message("needs SHINGAN_PUBLIC_URL, the service's address for browsers"))
        return providers

    @field_validator("smtp_host")
    @classmethod
    def _can_send(cls, host: str | None, info: ValidationInfo) -> str | None:
        """The fields that it needs are declared, and so checked, before it."""
        given = info.data
        if host is not None and given.get("smtp_from") is None:
            raise ValueError(message("needs SHINGAN_SMTP_FROM, the address that notices are from"))
        if host is not None and given.get("public_url") is None:
            raise ValueError(message("needs SHINGAN_PUBLIC_URL, the service's address for browsers"))
        if host is not None and (given.get("smtp_user") is None) != (given.get("smtp_password_file") is None):
            raise ValueError(message("needs both or none of SHINGAN_SMTP_USER and SHINGAN_SMTP_PASSWORD_FILE"))
        if given.get("smtp_user") is not None and given.get("smtp_security") is SmtpSecurity.NONE:
            raise ValueError(
                message("needs SHINGAN_SMTP_SECURITY to be starttls or tls, so that no one reads the password")
            )
        return host

    @field_validator("metrics_token_file")
    @classmethod
    def _has_a_token(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        try:
            is_short = len(_line_of(path)) < SHORTEST_TOKEN
        except (OSError, UnicodeDecodeError) as fault:
            raise ValueError(message("names a file that can't be read: {path}", path=path)) from fault
        if is_short:
            raise ValueError(TOKEN_TOO_SHORT.of(count=SHORTEST_TOKEN))
        return path

    @property
    def metrics_token(self) -> str | None:
        """The token of `/metrics`, read from its file each time; None if it needs none.

        Raises:
            OSError: its file can't be read.
        """
        return _line_of(self.metrics_token_file) if self.metrics_token_file else None

    @property
    def smtp_port_used(self) -> int:
        """The port of the mail server."""
        return self.smtp_port or SMTP_PORTS[self.smtp_security]

    @property
    def smtp_password(self) -> str:
        """The password at the mail server, read from its file each time.

        Raises:
            OSError: its file can't be read.
        """
        return _line_of(self.smtp_password_file) if self.smtp_password_file else ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the service by https, as its public address says."""
        return (self.public_url or "").startswith("https:")

    @property
    def is_https_alone(self) -> bool:
        """Whether browsers may be told to use https alone: never for an IP address, whose network and owner change."""
        return self.is_secure and not is_ip_address(urlsplit(self.public_url or "").hostname)

    @property
    def limits(self) -> ExaminerLimits:
        """What one examination may cost."""
        intake = IntakeLimits(max_bytes=self.max_photo_bytes, max_pixels=self.max_photo_pixels)
        return ExaminerLimits(intake=intake, max_photos=self.max_photos)

    @property
    def max_request_bytes(self) -> int:
        """All photos at their largest, and a mebibyte for the text around them."""
        return self.max_photos * self.max_photo_bytes + 2**20

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'shingan.db').absolute()}"

    @property
    def has_database(self) -> bool:
        """Whether there is one already, as far as can be told without asking it."""
        return self.database_url is not None or (self.data_dir / "shingan.db").is_file()

    @property
    def audit_dir(self) -> Path:
        """The folder of the audit log's keys and checkpoints."""
        return self.data_dir / "audit"

    @property
    def keys_dir(self) -> Path:
        """The folder of the service's other secrets."""
        return self.data_dir / "keys"

    @property
    def tls_file(self) -> Path:
        """The file of the certificate that the service makes for itself, with its key."""
        return self.data_dir / "tls.pem"

    @property
    def objects_dir(self) -> Path:
        """The folder of original photos."""
        return self.data_dir / "objects"


def _line_of(path: Path) -> str:
    return path.read_text("utf-8").strip()
