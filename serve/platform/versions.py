"""Changes that depend on what the caller has read: `ETag` names a version, `If-Match` asks for it (RFC 9110, 13.1.1).

Without `If-Match` a change overwrites what others have changed meanwhile.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.exceptions import RequestValidationError

from model.errors import ShinganError
from model.messages import message

TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
TAGS = re.compile(rf"\s*{TAG}(?:\s*,\s*{TAG})*\s*")
ETAG: dict[str, Any] = {
    "ETag": {"description": "The version that was read, for `If-Match`.", "schema": {"type": "string"}}
}


class ChangedMeanwhileError(ShinganError):
    """What is to be changed is no longer what the caller has read."""


@dataclass(frozen=True)
class ReadVersion:
    """What the caller of a change has read.

    Attributes:
        tags: any of these, as `ETag` had them; None if the change does not depend on it.
    """

    tags: Collection[str] | None = None

    def check(self, version: str) -> None:
        """Compare it with the present version.

        Raises:
            ChangedMeanwhileError: they differ.
        """
        if self.tags is not None and etag(version) not in self.tags:
            raise ChangedMeanwhileError(
                message(
                    "This has been changed since you read it, and nothing of yours was saved. Read it again, and make "
                    "your change to what it says now."
                )
            )


ANY_VERSION = ReadVersion()


def etag(version: str) -> str:
    """The value of the header for a version: a strong one."""
    return f'"{version}"'


def read_version(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The `ETag` of what was read. If it has been changed meanwhile, nothing is changed, and the "
            "answer is 412. Left out, or `*`: the change is made in any case.",
        ),
    ] = None,
) -> ReadVersion:
    """What the header says.

    Raises:
        RequestValidationError: it is no list of entity tags.
    """
    if if_match is None or if_match.strip() == "*":
        return ANY_VERSION
    if not TAGS.fullmatch(if_match):
        message = "must be a list of entity tags in quotation marks, or *"
        raise RequestValidationError([{"type": "entity_tags", "loc": ("header", "If-Match"), "msg": message}])
    return ReadVersion(frozenset(re.findall(TAG, if_match)))


ReadVersionPart = Annotated[ReadVersion, Depends(read_version)]
