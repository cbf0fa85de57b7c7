"""The rows of contributions, each an image or what should have been one; every one carries its right holder."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from model.datasets.fields import Label
from model.file_shortcuts import traits_of, traits_text
from model.messages import message
from serve.audit.domain import canonical
from serve.contributions import packed
from serve.contributions.image_domain import (
    OF_TABLE,
    ContributedImage,
    ContributedItem,
    ImageFilter,
    ImageState,
    Reviewed,
    SubmittedFile,
)
from serve.contributions.tables import images
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.tables import entries

BATCH = 500  # pictures that one query names
SAID = {name: func.coalesce(images.c[name], "") for name in ("product", "label", "item")}
ORDER = (*SAID.values(), images.c.name, images.c.number)
NO_IMAGE = message("This contribution has no such image.")


class Neighbours(NamedTuple):
    """The numbers of the rows beside one; None where there is none."""

    previous: int | None
    next: int | None


def reviewed_entries(tenant: Tenant, reviewed: Reviewed) -> Select[Any]:
    """The ids of the review entries that came to this."""
    is_so = {
        Reviewed.SENT_BACK: entries.c.standing == Standing.SENT_BACK.value,
        Reviewed.OTHER_LABEL: entries.c.settled_label.is_not(None),
    }
    return select(entries.c.id).where(is_so[reviewed], visible(entries, tenant))


class ImageStore:
    """Reads and writes rows of contributions within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, added: Sequence[ContributedImage]) -> None:
        """Write new rows."""
        if added:
            self._connection.execute(insert(images), [_image_values(image) for image in added])

    def change(self, changed: Sequence[ContributedImage]) -> None:
        """Write what has changed of rows: what is said of them, their findings, states and entries."""
        if not changed:
            return
        here = and_(images.c.contribution_id == bindparam("in_"), images.c.number == bindparam("at"))
        rows = [_changing_values(image) | {"in_": image.contribution_id, "at": image.number} for image in changed]
        self._connection.execute(update(images).where(here, visible(images, self._tenant)), rows)

    def get(self, contribution_id: str, number: int) -> ContributedImage:
        """One row of a contribution.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        row = self._connection.execute(self._of(contribution_id).where(images.c.number == number)).one_or_none()
        if row is None:
            raise NotFoundError(NO_IMAGE)
        return _image(row)

    def all(self, contribution_id: str) -> Iterator[ContributedImage]:
        """All rows of a contribution, by number."""
        rows = self._connection.execute(self._of(contribution_id).order_by(images.c.number))
        yield from map(_image, rows)

    def some(self, contribution_id: str, after: int, limit: int, only: ImageFilter) -> list[ContributedImage]:
        """Some rows of a contribution, by number.

        Args:
            after: only those with a higher number.
        """
        query = self._of(contribution_id).where(images.c.number > after, *self._conditions(only))
        return [_image(row) for row in self._connection.execute(query.order_by(images.c.number).limit(limit))]

    def last(self, contribution_id: str, finding: str, limit: int) -> list[ContributedImage]:
        """The rows with a finding that were read last, the latest first."""
        query = self._of(contribution_id).where(*self._conditions(ImageFilter(finding)))
        return [_image(row) for row in self._connection.execute(query.order_by(images.c.number.desc()).limit(limit))]

    def count(self, contribution_id: str, only: ImageFilter) -> int:
        """How many rows of a contribution there are."""
        here = and_(images.c.contribution_id == contribution_id, visible(images, self._tenant), *self._conditions(only))
        return self._connection.execute(select(func.count()).select_from(images).where(here)).scalar_one()

    def codes(self, contribution_id: str) -> Counter[str]:
        """How many rows of a contribution have each kind of finding."""
        here = and_(images.c.contribution_id == contribution_id, visible(images, self._tenant))
        query = select(images.c.codes, func.count()).where(here).group_by(images.c.codes)
        found: Counter[str] = Counter()
        for codes, rows in self._connection.execute(query):
            found.update(dict.fromkeys(codes.split(), rows))
        return found

    def products(self, contribution_id: str, finding: str, limit: int) -> list[str]:
        """The first products that are said of rows with a finding, without those that are left out."""
        query = select(images.c.product).where(
            images.c.contribution_id == contribution_id,
            images.c.product.is_not(None),
            images.c.state != ImageState.LEFT_OUT.value,
            visible(images, self._tenant),
            *self._conditions(ImageFilter(finding)),
        )
        found = query.distinct().order_by(images.c.product).limit(limit)
        return list(self._connection.execute(found).scalars())

    def in_order(self, contribution_id: str, after: int, limit: int, only: ImageFilter) -> list[ContributedImage]:
        """Some rows of a contribution, by product, label, item and name.

        Args:
            after: only those behind the row with this number; 0 for the first ones.

        Raises:
            NotFoundError: there is no row `after` that the tenant may see.
        """
        query = self._of(contribution_id).where(*self._conditions(only))
        if after:
            query = query.where(tuple_(*ORDER) > self._place(contribution_id, after))
        return [_image(row) for row in self._connection.execute(query.order_by(*ORDER).limit(limit))]

    def beside(self, contribution_id: str, number: int) -> Neighbours:
        """The rows beside one, in the same order.

        Raises:
            NotFoundError: there is no such row that the tenant may see.
        """
        here, own = self._place(contribution_id, number), images.c.contribution_id == contribution_id
        query = select(images.c.number).where(own, visible(images, self._tenant)).limit(1)
        before = query.where(tuple_(*ORDER) < here).order_by(*(part.desc() for part in ORDER))
        behind = query.where(tuple_(*ORDER) > here).order_by(*ORDER)
        return Neighbours(*(self._connection.execute(each).scalar_one_or_none() for each in (before, behind)))

    def _place(self, contribution_id: str, number: int) -> Any:
        """Where a row stands in the order."""
        image = self.get(contribution_id, number)
        said = image.said
        return tuple_(*(said.product or "", said.label or "", said.item or "", image.name, number))

    def _conditions(self, only: ImageFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if only.finding is not None:
            found.append(images.c.codes.contains(f" {only.finding} ", autoescape=True))
        if only.state is not None:
            found.append(images.c.state == only.state.value)
        if only.product is not None:
            found.append(SAID["product"] == only.product)
        if only.label is not None:
            found.append(SAID["label"] == only.label)
        if only.reviewed is not None:
            found.append(images.c.entry_id.in_(reviewed_entries(self._tenant, only.reviewed)))
        return found

    def of_entry(self, entry_id: str) -> list[ContributedImage]:
        """The images of one review entry, by number."""
        query = select(images).where(images.c.entry_id == entry_id, visible(images, self._tenant))
        return [_image(row) for row in self._connection.execute(query.order_by(images.c.number))]

    def first_of(self, entry_ids: Collection[str]) -> dict[str, int]:
        """The lowest number of an image of each of some review entries, by the entry's id."""
        query = select(images.c.entry_id, func.min(images.c.number).label("number")).where(
            images.c.entry_id.in_(entry_ids), visible(images, self._tenant)
        )
        return {row.entry_id: row.number for row in self._connection.execute(query.group_by(images.c.entry_id))}

    def submitted(self, right_holder_id: str, digests: Collection[str], but: str) -> list[ContributedImage]:
        """Rows of these pictures that a right holder has submitted, and not withdrawn, in other contributions."""
        found: list[ContributedImage] = []
        wanted = sorted(digests)
        for start in range(0, len(wanted), BATCH):
            some = images.c.sha256.in_(wanted[start : start + BATCH])
            query = select(images).where(some, *self._submitted(right_holder_id, but)).order_by(images.c.number)
            found += map(_image, self._connection.execute(query))
        return found

    def remove_of_tables(self, contribution_id: str) -> None:
        """Delete the rows that only a table brought; the next reading of it brings them again."""
        here = and_(images.c.contribution_id == contribution_id, images.c.place == OF_TABLE)
        self._connection.execute(delete(images).where(here, visible(images, self._tenant)))

    def read_so_far(self, contribution_id: str, file: int) -> tuple[int, int]:
        """The last place in a file of which there is a row, and the bytes of all of its rows; (-1, 0) without any."""
        here = and_(images.c.contribution_id == contribution_id, images.c.file == file)
        query = select(func.max(images.c.place), func.sum(images.c.size)).where(here, visible(images, self._tenant))
        place, size = self._connection.execute(query).one()
        return (-1, 0) if place is None else (place, int(size))

    def hashes(self, contribution_id: str) -> list[tuple[int, str, bytes]]:
        """The number, the sha256 and the hashes of every picture of a contribution, by number."""
        here = and_(images.c.contribution_id == contribution_id, func.length(images.c.hashes) > 0)
        query = select(images.c.number, images.c.sha256, images.c.hashes).where(here, visible(images, self._tenant))
        return [tuple(row) for row in self._connection.execute(query.order_by(images.c.number))]

    def submitted_items(self, right_holder_id: str, products: Collection[str], but: str) -> list[ContributedItem]:
        """The items of products that a right holder has submitted, and not withdrawn, in other contributions."""
        query = select(images.c.product, images.c.item, images.c.label, images.c.entry_id)
        query = query.where(images.c.product.in_(products), *self._submitted(right_holder_id, but)).distinct()
        return [
            ContributedItem(row.product, row.item, Label(row.label), row.entry_id)
            for row in self._connection.execute(query)
        ]

    def submitted_files(self, right_holder_id: str, products: Collection[str], but: str) -> list[SubmittedFile]:
        """What the files of these items say, as far as it is known; what several files of an item say alike, once."""
        query = select(images.c.product, images.c.label, images.c.entry_id, images.c.file_traits)
        known = and_(images.c.product.in_(products), images.c.file_traits.is_not(None))
        rows = self._connection.execute(query.where(known, *self._submitted(right_holder_id, but)).distinct())
        return [
            SubmittedFile(row.product, Label(row.label), row.entry_id, traits_of(row.file_traits) or ()) for row in rows
        ]

    def submitted_hashes(self, right_holder_id: str, but: str) -> list[tuple[str, bytes]]:
        """The sha256 and the hashes of every picture that a right holder has submitted, and not withdrawn."""
        is_picture = func.length(images.c.hashes) > 0
        query = select(images.c.sha256, images.c.hashes).where(is_picture, *self._submitted(right_holder_id, but))
        return [
            (row.sha256, row.hashes) for row in self._connection.execute(query.order_by(images.c.sha256).distinct())
        ]

    def _submitted(self, right_holder_id: str, but: str) -> tuple[ColumnElement[bool], ...]:
        return (
            images.c.right_holder_id == right_holder_id,
            images.c.state == ImageState.SUBMITTED.value,
            images.c.contribution_id != but,
            visible(images, self._tenant),
        )

    def _of(self, contribution_id: str) -> Select[Any]:
        return select(images).where(images.c.contribution_id == contribution_id, visible(images, self._tenant))

    def remove_of_files(self, contribution_id: str, files: Sequence[int]) -> set[str]:
        """Delete the rows that files brought, and return the names of the objects that they named."""
        here = and_(
            images.c.contribution_id == contribution_id, images.c.file.in_(files), visible(images, self._tenant)
        )
        found = self._connection.execute(select(images.c.sha256).where(here)).scalars()
        names = {name for name in found if name}
        self._connection.execute(delete(images).where(here))
        return names

    def delete(self, contribution_id: str) -> set[str]:
        """Delete all rows of a contribution, and return the names of the objects that they named."""
        return self._delete(images.c.contribution_id == contribution_id)

    def _delete(self, *these: ColumnElement[bool]) -> set[str]:
        here = and_(*these, visible(images, self._tenant))
        names = {name for name in self._connection.execute(select(images.c.sha256).where(here)).scalars() if name}
        self._connection.execute(delete(images).where(here))
        return names

    def digest(self, contribution_id: str) -> str:
        """One sha256 over all rows of a contribution, in every column, as `digest_of` makes it of images."""
        query = self._of(contribution_id).order_by(images.c.number)
        return rows_digest(self._connection.execute(query).mappings())


def digest_of(all_images: Iterable[ContributedImage]) -> str:
    """One sha256 over all images of a contribution, by number, which the audit log keeps."""
    return rows_digest(map(_image_values, all_images))


def rows_digest(rows: Iterable[Mapping[Any, Any]]) -> str:
    """One sha256 over rows in their order, in every column."""
    whole = hashlib.sha256()
    for row in rows:
        values = {str(name): value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
        if values.get("file_traits") is None:
            values.pop("file_traits", None)  # digests of earlier versions do not have it
        whole.update(canonical(values).encode() + b"\n")
    return whole.hexdigest()


def _image_values(image: ContributedImage) -> dict[str, Any]:
    values = {**vars(image), **_changing_values(image)}
    return (
        values
        | {"of_picture": packed.findings_text(image.of_picture), "copy": packed.copy_text(image.copy)}
        | {"file_traits": traits_text(image.file_traits)}
    )


def _changing_values(image: ContributedImage) -> dict[str, Any]:
    said = image.said
    return {
        "product": said.product,
        "label": said.label and said.label.value,
        "item": said.item,
        "view": said.view,
        "understood": packed.said_text(image.understood),
        "given": packed.said_text(image.given),
        "of_row": packed.findings_text(image.of_row),
        "of_labels": packed.findings_text(image.of_labels),
        "codes": "".join(f" {code} " for code in dict.fromkeys(finding.code for finding in image.findings)),
        "state": image.state.value,
        "entry_id": image.entry_id,
    }


def _image(row: Row[Any]) -> ContributedImage:
    return ContributedImage(
        contribution_id=row.contribution_id,
        number=row.number,
        right_holder_id=row.right_holder_id,
        file=row.file,
        place=row.place,
        name=row.name,
        sha256=row.sha256,
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
        sharpness=row.sharpness,
        hashes=row.hashes,
        copy=packed.copy_of(row.copy),
        file_traits=traits_of(row.file_traits),
        understood=packed.said_of(row.understood),
        given=packed.said_of(row.given),
        of_picture=packed.findings_of(row.of_picture),
        of_row=packed.findings_of(row.of_row),
        of_labels=packed.findings_of(row.of_labels),
        state=ImageState(row.state),
        entry_id=row.entry_id,
    )
