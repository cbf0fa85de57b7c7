"""Every kind of problem (RFC 9457) of the platform: its status, its title, and what to do.

Each subject registers its own kinds (`serve.platform.subject`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fastapi.exceptions import RequestValidationError

from model.errors import ExaminationRejectedError, ShinganError
from model.messages import Listed, Localized, Message, Sentences, Share, Translated, Wording, message
from serve.platform.documents.typesetting import TypesettingError
from serve.platform.errors import (
    AlteredError,
    BrokenFormError,
    BusyError,
    CallRejectedError,
    ClockError,
    ConflictError,
    ForeignCallError,
    InUseError,
    KeyReusedError,
    MetricsRefusedError,
    NotFoundError,
    NotReadyError,
    PhotoMissingError,
    RequestTooLargeError,
    StorageError,
    TextRejectedError,
    UnknownHostError,
)
from serve.platform.translations import Language
from serve.platform.versions import ChangedMeanwhileError

TYPE_PREFIX = "/problems/"


CHANGE_IT = message("Go back, change what the message names, and send it again.")
LOOK_AGAIN = message("Open it again to see how it stands now.")


@dataclass(frozen=True)
class ProblemKind:
    """One kind of problem.

    Attributes:
        slug: the last part of its type.
        advice: what to do, on pages.
        headers: of the response.
        leads_to: where a browser that requests a page is redirected; empty if it is shown the problem.
    """

    slug: str
    status: int
    title: Wording
    advice: Wording = CHANGE_IT
    headers: Mapping[str, str] = field(default_factory=dict)
    leads_to: str = ""


@dataclass(frozen=True)
class Problem:
    """One problem as it occurred.

    Attributes:
        more: extension members.
        points: the exact faults, for pages.
    """

    kind: ProblemKind
    detail: Wording
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    points: Sequence[Wording] = ()

    def as_json(self, instance: str, language: Language) -> dict[str, Any]:
        """The members of RFC 9457, then the extensions, with their texts in a language."""
        return {
            "type": TYPE_PREFIX + self.kind.slug,
            "title": language.say(self.kind.title),
            "status": self.kind.status,
            "detail": language.say(self.detail),
            "instance": instance,
            **_rendered(self.more, language),
        }


def _rendered(value: Any, language: Language) -> Any:
    """A member of a problem with every message in it rendered."""
    match value:
        case dict():
            return {name: _rendered(each, language) for name, each in value.items()}
        case list() | tuple() if not isinstance(value, (Localized, Share)):
            return [_rendered(each, language) for each in value]
        case Message() | Sentences() | Localized() | Translated() | Listed() | Share():
            return language.say(value)
    return value


PHOTO_ADVICE = message(
    "Nothing was kept. Go back, take this photo again or leave it out, and send it with the others; your browser may "
    "want them to be picked again."
)
PHOTOS_ADVICE = message(
    "Nothing was kept. Go back, take each of these photos again or leave it out, and send them with the others; your "
    "browser may want them to be picked again."
)
PHOTO_KINDS = {
    slug: ProblemKind(slug, status, title, PHOTO_ADVICE)
    for slug, status, title in (
        ("photo-too-large", 413, message("A photo is too large")),
        ("photo-empty", 422, message("A photo arrived empty")),
        ("photo-too-small", 422, message("A photo is too small")),
        ("photo-truncated", 422, message("A photo broke off in transit")),
        ("photo-format-unsupported", 422, message("Not a photo format that is read here")),
        ("photo-unreadable", 422, message("A photo can't be read")),
    )
}
KINDS: Mapping[type[Exception], ProblemKind] = MappingProxyType(
    {
        ExaminationRejectedError: ProblemKind("examination-rejected", 422, message("This can't be examined")),
        CallRejectedError: ProblemKind("call-rejected", 400, message("The request can't be read")),
        BrokenFormError: ProblemKind(
            "form-broken-off",
            400,
            message("The form was cut off"),
            message("Nothing was kept. Go back, and send it again."),
        ),
        RequestValidationError: ProblemKind("call-invalid", 422, message("A value in the request is not valid")),
        KeyReusedError: ProblemKind("idempotency-key-reused", 422, message("Two different calls with one key")),
        ForeignCallError: ProblemKind("foreign-call", 403, message("The call came from another site")),
        UnknownHostError: ProblemKind(
            "unknown-host",
            421,
            message("Shingan doesn't answer at this address"),
            message("Ask the person who runs it for its address, and open that."),
        ),
        ConflictError: ProblemKind(
            "conflict", 409, message("The request conflicts with the current state"), LOOK_AGAIN
        ),
        InUseError: ProblemKind(
            "in-use", 409, message("Something rests on it"), message("Look at what is listed. Correct it instead.")
        ),
        ChangedMeanwhileError: ProblemKind(
            "changed-meanwhile",
            412,
            message("This was changed meanwhile"),
            message("Open it again beside this, and enter your change there."),
        ),
        RequestTooLargeError: ProblemKind("request-too-large", 413, message("The request is too large")),
        NotFoundError: ProblemKind("not-found", 404, message("Not found"), message("Check the address.")),
        BusyError: ProblemKind(
            "busy",
            503,
            message("All workers are busy"),
            message("Nothing was kept. Wait a few seconds and try again."),
        ),
        StorageError: ProblemKind(
            "storage-failed",
            503,
            message("The service can't reach what it keeps"),
            message(
                "Nothing was kept or changed. Try again in a minute; if it happens again, tell your administrator."
            ),
        ),
        PhotoMissingError: ProblemKind(
            "photo-missing",
            503,
            message("A stored photo is missing"),
            message("Nothing was kept or changed. Tell your administrator at once."),
        ),
        TextRejectedError: ProblemKind("text-rejected", 422, message("A text holds a character that is not allowed")),
        AlteredError: ProblemKind(
            "photo-altered",
            503,
            message("A stored photo was altered"),
            message("Nothing of it is shown or used. Tell your administrator at once, and keep the service as it is."),
        ),
        TypesettingError: ProblemKind(
            "report-failed",
            503,
            message("The report could not be made"),
            message("Try again. If it happens again, tell your administrator."),
        ),
        ClockError: ProblemKind(
            "clock-wrong",
            503,
            message("The service's clock is wrong"),
            message("Nothing was kept. Tell your administrator; send it again when the clock is right."),
        ),
        NotReadyError: ProblemKind(
            "not-ready", 503, message("The service is not ready"), message("Wait a minute and try again.")
        ),
        MetricsRefusedError: ProblemKind(
            "metrics-refused",
            401,
            message("The figures for monitoring need their token"),
            message("Send the token that the operator set, as a bearer token."),
            {"WWW-Authenticate": "Bearer"},
        ),
        ShinganError: ProblemKind("call-rejected", 400, message("The request can't be carried out")),
    }
)
UNEXPECTED = ProblemKind(
    "unexpected",
    500,
    message("An unexpected error"),
    message("Try again. If it happens again, tell your administrator the number below."),
)
