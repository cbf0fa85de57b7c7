"""What uploads bring to the service."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from model.messages import message
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.settings import Settings
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.uploads import routes, schemas, tables
from serve.uploads.domain import (
    TooManyUploadsError,
    UploadAlteredError,
    UploadLimits,
    UploadPurpose,
    UploadTooLargeError,
)
from serve.uploads.messages import FOR_TEMPLATES
from serve.uploads.permissions import GRANTS
from serve.uploads.protocol import VERSION
from serve.uploads.routes import AnotherTypeError, AnotherVersionError
from serve.uploads.service import Uploads
from serve.uploads.verifier import UploadVerifier
from serve.uploads.work import UploadWork

TEMPLATES = Path(__file__).parent / "templates"


def _parts(parts: Parts) -> Mapping[type, object]:
    purposes = {purpose.name for purpose in parts.subjects.extensions(UploadPurpose)}
    limits, scratch = _limits(parts.settings), parts.settings.data_dir
    return {Uploads: Uploads(parts[Works].of(UploadWork), parts.objects, limits, purposes, scratch)}


def _limits(settings: Settings) -> UploadLimits:
    return UploadLimits(
        settings.max_upload_bytes,
        settings.max_waiting_uploads,
        settings.max_waiting_upload_bytes,
        timedelta(days=settings.upload_days),
    )


SUBJECT = Subject(
    name="uploads",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router,),
    templates=TEMPLATES,
    messages=FOR_TEMPLATES,
    problems={
        UploadAlteredError: ProblemKind("upload-altered", 422, message("A file changed on its way")),
        UploadTooLargeError: ProblemKind("upload-too-large", 413, message("A file is too large")),
        TooManyUploadsError: ProblemKind("too-many-uploads", 413, message("Too many files are waiting")),
        AnotherVersionError: ProblemKind(
            "tus-version-unsupported", 412, message("Another version of tus"), headers={"Tus-Version": VERSION}
        ),
        AnotherTypeError: ProblemKind("media-type-unsupported", 415, message("The request can't be read")),
    },
    examples=schemas.EXAMPLES,
    tables=(tables.uploads, tables.parts),
    verifiers=(lambda _: UploadVerifier(),),
    streamed=(routes.router.prefix,),
)
