"""The parts of data protection."""

from collections.abc import Mapping

from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.protection import pages, routes, schemas
from serve.protection.service import DataProtection
from serve.protection.work import OwnDataWork


def _parts(parts: Parts) -> Mapping[type, object]:
    return {DataProtection: DataProtection(parts[Works].of(OwnDataWork), parts.settings)}


SUBJECT = Subject(
    name="protection",
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    examples=schemas.EXAMPLES,
)
