"""Examinations as rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    insert,
    select,
)

from model.verdict import Verdict
from serve.examinations.domain import Examination, StoredPhoto, sealed
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.errors import NotFoundError

examinations = Table(
    "examinations",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("release", String(64), nullable=False),
    Column("verdict", Text, nullable=False),
)
photos = Table(
    "examination_photos",
    metadata,
    Column("examination_id", ForeignKey(examinations.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, info={NAMES_OBJECT: True}),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
)
VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)


class ExaminationStore:
    """Reads and writes examinations within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, examination: Examination) -> None:
        """Write a new examination."""
        self._connection.execute(
            insert(examinations).values(
                id=examination.id,
                created_at=examination.created_at,
                release=examination.verdict.release,
                verdict=examination.verdict_json,
            )
        )
        rows = [
            {
                "examination_id": examination.id,
                "position": position,
                "sha256": photo.sha256,
                "media_type": photo.media_type,
                "size": photo.size,
            }
            for position, photo in enumerate(examination.photos)
        ]
        self._connection.execute(insert(photos), rows)

    def get(self, examination_id: str) -> Examination:
        """Read one examination.

        Raises:
            NotFoundError: there is none with this id.
        """
        row = self._connection.execute(select(examinations).where(examinations.c.id == examination_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no examination with this number.")
        query = select(photos).where(photos.c.examination_id == examination_id).order_by(photos.c.position)
        return Examination(
            id=row.id,
            created_at=row.created_at.replace(tzinfo=UTC),  # all times are UTC; SQLite keeps no time zone
            verdict_json=row.verdict,
            verdict=VERDICT.validate_json(row.verdict),
            photos=tuple(
                StoredPhoto(photo.sha256, photo.media_type, photo.size) for photo in self._connection.execute(query)
            ),
        )

    def seals(self, ids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
        """What the audit log should have of those of these examinations that there are, by id; nothing is parsed."""
        taken: dict[str, list[str]] = {}
        query = select(photos.c.examination_id, photos.c.sha256).where(photos.c.examination_id.in_(ids))
        for examination_id, sha256 in self._connection.execute(query.order_by(photos.c.position)):
            taken.setdefault(examination_id, []).append(sha256)
        rows = self._connection.execute(select(examinations).where(examinations.c.id.in_(ids)))
        return {row.id: sealed(row.verdict, taken.get(row.id, []), row.release) for row in rows}
