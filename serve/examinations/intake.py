"""Converts a multipart request to an item: spools photos to disk while they stream in, and checks texts."""

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import BinaryIO, NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from model.errors import ExaminationRejectedError
from model.messages import message
from serve.accounts.guard import KEY_FIELD, PERSON_FIELD, check_person
from serve.examinations.domain import IdempotencyKey, PhotoUpload, clean_name
from serve.examinations.examining import ExaminationRequest, check_count
from serve.examinations.note_domain import FIELD as NOTE
from serve.examinations.note_domain import LONGEST_NOTE, checked_note
from serve.examinations.revising import SAME, Revision
from serve.platform.errors import CallRejectedError
from serve.platform.idempotency import KEY_PATTERN
from serve.platform.multipart import is_multipart, read_form

PHOTOS = "photos"
REVISED = frozenset({PHOTOS, "product", "views", "prior", KEY_FIELD, PERSON_FIELD})
FIELDS = REVISED | {NOTE}
REVISING_FIELDS = REVISED | {"keep", "drop", "kept_views"}
MAX_WORDS_BYTES = 4 * LONGEST_NOTE + 4096  # of one field that is not a photo
KEEP_OR_DROP = message("Say which photos to keep, or which to drop; not both.")


class Received(NamedTuple):
    """The item of a request, the idempotency key, and the first value of each extra field."""

    item: ExaminationRequest
    once: IdempotencyKey | None
    extra: Mapping[str, str]


@asynccontextmanager
async def received(request: Request, max_photos: int, extra_fields: Collection[str] = ()) -> AsyncIterator[Received]:
    """The contents of a request; its temporary files exist as long as the context.

    Args:
        extra_fields: names of fields that the form may have in addition to those of every examination.

    Raises:
        BrokenFormError: the form was cut off; nothing of it is passed on.
        CallRejectedError: not a multipart form, or one with fields that are not known.
        ExaminationRejectedError: too many photos.
        RequestTooLargeError: the body is over the limit.
    """
    async with _form(request, max_photos, FIELDS.union(extra_fields)) as fields:
        extra = {name: said[0] for name in extra_fields if (said := _words(fields, name))}
        yield Received(_item(fields, max_photos), _once(request, fields), extra)


@asynccontextmanager
async def received_revision(request: Request, max_photos: int) -> AsyncIterator[tuple[Revision, IdempotencyKey | None]]:
    """The same for a request that revises an examination, and the idempotency key.

    Raises:
        BrokenFormError: the form was cut off; nothing of it is passed on.
        CallRejectedError: not a multipart form, one with fields that are not known, or that keeps and drops photos.
        ExaminationRejectedError: too many photos.
        RequestTooLargeError: the body is over the limit.
    """
    async with _form(request, max_photos, REVISING_FIELDS) as fields:
        yield _revision(fields, max_photos), _once(request, fields)


@asynccontextmanager
async def _form(request: Request, max_photos: int, known: frozenset[str]) -> AsyncIterator[FormData]:
    if not is_multipart(request.headers):
        raise CallRejectedError(message("Send the photos as multipart/form-data, in fields named 'photos'."))
    # More than allowed, so that the messages below can give their number.
    fields = await read_form(
        request, {PHOTOS}, max_files=2 * max_photos, max_fields=5 * max_photos, max_part_size=MAX_WORDS_BYTES
    )
    try:
        _check_known(fields, known)
        check_person(request, next(iter(_words(fields, PERSON_FIELD)), None))
        yield fields
    finally:
        await fields.close()


def _check_known(fields: FormData, known: frozenset[str]) -> None:
    unknown = set(fields) - known
    if unknown:
        name = clean_name(min(unknown))
        raise CallRejectedError(
            message("The field “{name}” is not known; send photos, product, views and prior.", name=name), name
        )


def _item(fields: FormData, max_photos: int) -> ExaminationRequest:
    uploads = _uploads(fields)
    check_count(len(uploads), max_photos)
    note = checked_note(next(iter(_words(fields, NOTE)), ""))
    return ExaminationRequest(uploads, _product(fields), _views(fields, "views"), _prior(fields), note)


def _revision(fields: FormData, max_photos: int) -> Revision:
    uploads = _uploads(fields)
    if len(uploads) > max_photos:
        raise ExaminationRejectedError(
            message(
                "{count} photos: send {max_photos} at most, all of one item", count=len(uploads), max_photos=max_photos
            ),
            PHOTOS,
        )
    if "keep" in fields and "drop" in fields:
        raise CallRejectedError(KEEP_OR_DROP)
    return Revision(
        uploads=uploads,
        views=_views(fields, "views"),
        keep=tuple(_places(fields, "keep")) if "keep" in fields else None,
        drop=frozenset(_places(fields, "drop")),
        kept_views=_views(fields, "kept_views") if "kept_views" in fields else None,
        product=_product(fields) if "product" in fields else SAME,
        prior=_prior(fields) if "prior" in fields else SAME,
    )


def _uploads(fields: FormData) -> list[PhotoUpload]:
    """The photos; an empty choice in a page is none."""
    files = [value for value in fields.getlist(PHOTOS) if isinstance(value, UploadFile)]
    return [_upload(file) for file in files if file.filename or file.size]


def _product(fields: FormData) -> str | None:
    products = {word for word in _words(fields, "product") if word}
    if len(products) > 1:
        raise ExaminationRejectedError(message("two products: all photos must show one item of one product"), "product")
    return next(iter(products), None)


def _views(fields: FormData, name: str) -> tuple[str | None, ...]:
    return tuple(word or None for word in _words(fields, name))


def _places(fields: FormData, name: str) -> Iterator[int]:
    """Indices of photos, from 0."""
    for word in _words(fields, name):
        if not re.fullmatch("[0-9]{1,4}", word):
            raise CallRejectedError(
                message("The field “{name}” must hold numbers of photos, counted from 0.", name=name), name
            )
        yield int(word)


def _once(request: Request, fields: FormData) -> IdempotencyKey | None:
    """The key in the header, from programs, or in the field of a page's form."""
    header = request.headers.get("idempotency-key")
    key = header if header is not None else next(iter(_words(fields, KEY_FIELD)), None)
    if key is None:
        return None
    if not re.match(KEY_PATTERN, key):
        raise CallRejectedError(
            message("The Idempotency-Key must be 1 to 190 visible ASCII characters, such as a UUID.")
        )
    return IdempotencyKey(key, reusable=header is None)


def _prior(fields: FormData) -> float | None:
    """A number, or None; the examiner checks that it is a probability."""
    given = [word for word in _words(fields, "prior") if word]
    try:
        return float(given[0]) if given else None
    except ValueError:
        raise ExaminationRejectedError(
            message(
                "prior “{given}”: must be a number between 0 and 1, such as 0.02 for 2 in 100",
                given=clean_name(given[0]),
            ),
            "prior",
        ) from None


def _words(fields: FormData, name: str) -> list[str]:
    values = fields.getlist(name)
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) != len(values):
        raise CallRejectedError(message("The field “{name}” must have text.", name=name), name)
    return texts


def _upload(file: UploadFile) -> PhotoUpload:
    def open_() -> BinaryIO:
        file.file.seek(0)
        return file.file

    return PhotoUpload(clean_name(file.filename), open_)
