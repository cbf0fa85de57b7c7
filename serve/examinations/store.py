"""Examinations as rows."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from model.catalogue import Visibility
from model.messages import message
from model.verdict import Verdict
from serve.examinations.decision_domain import FirstDecision, Said, decision_seal
from serve.examinations.domain import Examination, Filing, OfficerInput, Origin, Practice, StoredPhoto
from serve.examinations.seal_domain import (
    filing_seal,
    officer_input_json,
    restricted_json,
    reveal_seal,
    sealed,
    sealed_point_by_point,
)
from serve.examinations.tables import examinations, photos
from serve.platform.database import utc
from serve.platform.days import ALL_DAYS, Days
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.releases.keys import KeyRing

VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)


class Gone(NamedTuple):
    """Removed examinations, and the objects that they named."""

    ids: tuple[str, ...]
    photos: frozenset[str]


class Seals(NamedTuple):
    """What the audit log should have of an examination: of its creation, and of what came later, if it did.

    Attributes:
        made: in each form in which versions recorded it.
        revealed: of practice whose verdict was revealed, or of a decision before the verdict showed.
    """

    made: tuple[Mapping[str, Any], ...]
    filed: dict[str, Any] | None
    revealed: dict[str, Any] | None
    key_is_lost: bool = False


class ExaminationStore:
    """Reads and writes examinations within one transaction, on a tenant's behalf: those of its organisation."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, examination: Examination) -> None:
        """Write a new examination."""
        origin = examination.origin
        self._connection.execute(
            insert(examinations).values(
                id=examination.id,
                created_at=examination.created_at,
                release=examination.verdict.release,
                verdict=examination.verdict_json,
                organisation_id=origin.organisation_id,
                examined_by=origin.examined_by,
                case_id=origin.case_id,
                case_item_id=origin.case_item_id,
                right_holder=origin.right_holder,
                restricted=restricted_json(origin.restricted),
                release_sha256=origin.release_sha256,
                key_sha256=origin.key_sha256,
                asked=officer_input_json(origin.officer_input),
                follows=origin.follows,
                is_practice=origin.practice is not None,
                is_preliminary=origin.is_preliminary,
                preliminary_id=origin.preliminary,
                note=origin.note or None,
                **_decided(origin.decision),
            )
        )
        rows = [
            {
                "examination_id": examination.id,
                "position": position,
                "sha256": photo.sha256,
                "media_type": photo.media_type,
                "size": photo.size,
                "organisation_id": origin.organisation_id,
            }
            for position, photo in enumerate(examination.photos)
        ]
        self._connection.execute(insert(photos), rows)

    def get(self, examination_id: str, *, for_change: bool = False) -> Examination:
        """Read one examination, as it was recorded.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none with this id that the tenant may see.
        """
        found = self.find(examination_id, for_change=for_change)
        if found is None:
            raise NotFoundError(message("There is no examination with this number."))
        return found

    def find(self, examination_id: str, *, for_change: bool = False) -> Examination | None:
        """The same; None if there is none."""
        query = self._visible().where(examinations.c.id == examination_id)
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        return None if row is None else _examination(row, self._photos([examination_id])[examination_id])

    def preliminary(self, examination_id: str, *, for_change: bool = False) -> Examination | None:
        """A preliminary examination of the person's own; None if there is none, or no longer.

        Args:
            for_change: as for `get`.
        """
        own = examinations.c.examined_by == self._tenant.person_id
        query = self._all().where(examinations.c.id == examination_id, examinations.c.is_preliminary, own)
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        return None if row is None else _examination(row, self._photos([examination_id])[examination_id])

    def file(self, examination: Examination) -> None:
        """Write the case of an examination that `get` returned for a change."""
        origin = examination.origin
        filing = origin.filed or Filing(None, None)
        values = {
            "case_id": origin.case_id,
            "case_item_id": origin.case_item_id,
            "filed_by": filing.by,
            "filed_at": filing.at,
        }
        self._connection.execute(update(examinations).where(examinations.c.id == examination.id).values(values))

    def reveal(self, examination: Examination) -> None:
        """Write that the verdict of practice, which `get` returned for a change, is revealed, and the answer."""
        practice = examination.origin.practice or Practice()
        values = {"answer": practice.answer, "revealed_at": practice.revealed_at}
        self._connection.execute(update(examinations).where(examinations.c.id == examination.id).values(values))

    def decide(self, examination: Examination) -> None:
        """Write what was decided of an examination that `get` or `preliminary` returned for a change."""
        values = _decided(examination.origin.decision)
        self._connection.execute(update(examinations).where(examinations.c.id == examination.id).values(values))

    def followers(self, examination_id: str) -> list[str]:
        """Ids of the examinations that follow one directly, the oldest first."""
        query = self._visible().where(examinations.c.follows == examination_id)
        rows = self._connection.execute(query.order_by(examinations.c.created_at, examinations.c.id))
        return [row.id for row in rows]

    def family(self, ids: Collection[str]) -> frozenset[str]:
        """These examinations, those that they follow and those that follow them, over any number of steps.

        Each with its preliminary one.
        """
        known, new = set[str](), set(ids)
        while new:
            known |= new
            near = or_(examinations.c.id.in_(new), examinations.c.follows.in_(new))
            rows = self._connection.execute(self._visible().where(near)).all()
            new = {name for row in rows for name in (row.id, row.follows, row.preliminary_id) if name} - known
        return frozenset(known)

    def with_photos(self, digests: Collection[str]) -> frozenset[str]:
        """Ids of the examinations of any of these photos, given by their sha256."""
        query = select(photos.c.examination_id).where(photos.c.sha256.in_(digests), visible(photos, self._tenant))
        return frozenset(self._connection.execute(query.distinct()).scalars())

    def page_of(
        self, person_id: str, after: str | None, limit: int, days: Days = ALL_DAYS, *, are_practice: bool = False
    ) -> list[Examination]:
        """A person's examinations, the latest first.

        Args:
            after: the id of the examination that came last; None to begin.
            days: only those of these days.
            are_practice: those that are practice, instead of those that are not.

        Raises:
            NotFoundError: there is no examination `after` that the tenant may see.
        """
        of_person = examinations.c.examined_by == person_id
        query = self._visible().where(of_person, examinations.c.is_practice.is_(are_practice))
        if days.start is not None:
            query = query.where(examinations.c.created_at >= days.start)
        if days.end is not None:
            query = query.where(examinations.c.created_at < days.end)
        if after is not None:
            query = query.where(_older_than(last_entry(self.get, after)))
        newest_first = query.order_by(examinations.c.created_at.desc(), examinations.c.id.desc()).limit(limit)
        rows = self._connection.execute(newest_first).all()
        taken = self._photos([row.id for row in rows])
        return [_examination(row, taken[row.id]) for row in rows]

    def of_items(self, case_item_ids: Collection[str]) -> dict[str, list[Examination]]:
        """Examinations of items of cases, by item, the oldest first; items that were never examined are left out."""
        query = self._visible().where(examinations.c.case_item_id.in_(case_item_ids))
        rows = self._connection.execute(query.order_by(examinations.c.created_at, examinations.c.id)).all()
        taken = self._photos([row.id for row in rows])
        found: dict[str, list[Examination]] = {}
        for row in rows:
            found.setdefault(row.case_item_id, []).append(_examination(row, taken[row.id]))
        return found

    def delete_of_case(self, case_id: str) -> Gone:
        """Remove the examinations of a case."""
        return self._delete(select(examinations.c.id).where(examinations.c.case_id == case_id))

    def delete_loose_before(self, moment: datetime, limit: int) -> Gone:
        """Remove examinations from before a time that belong to no case and that no other follows, the oldest first.

        Called repeatedly, it removes chains from their ends. So an examination that another one follows, directly or
        indirectly, is kept as long as that one.
        """
        later = examinations.alias()
        followed = select(later.c.id).where(later.c.follows == examinations.c.id).exists()
        ends = select(examinations.c.id).where(_is_loose_before(moment), ~followed)
        return self._delete(ends.order_by(examinations.c.created_at).limit(limit))

    def count_loose_before(self, moment: datetime) -> int:
        """How many examinations `delete_loose_before` would remove in the end."""
        follows, old = examinations.c.follows, _is_loose_before(moment)
        kept = select(follows.label("id")).where(follows.is_not(None), not_(old)).cte("kept", recursive=True)
        before = select(follows).join(kept, kept.c.id == examinations.c.id).where(follows.is_not(None))
        kept = kept.union(before)
        return self._count(select(examinations.c.id).where(old, examinations.c.id.not_in(select(kept.c.id))))

    def delete_preliminary_before(self, moment: datetime, limit: int) -> Gone:
        """Remove preliminary examinations from before a time, the oldest first."""
        old = select(examinations.c.id).where(_is_preliminary_before(moment))
        return self._delete(old.order_by(examinations.c.created_at).limit(limit))

    def count_preliminary_before(self, moment: datetime) -> int:
        """How many that would remove in the end."""
        return self._count(select(examinations.c.id).where(_is_preliminary_before(moment)))

    def count_of_cases(self, case_ids: Collection[str]) -> int:
        """How many examinations these cases have."""
        return self._count(select(examinations.c.id).where(examinations.c.case_id.in_(case_ids)))

    def _count(self, ids: Select[Any]) -> int:
        found: int = self._connection.execute(select(func.count()).select_from(ids.subquery())).scalar_one()
        return found

    def _delete(self, which: Select[Any]) -> Gone:
        ids = list(self._connection.execute(which).scalars())
        taken = self._photos(ids)
        for table, column in ((photos, photos.c.examination_id), (examinations, examinations.c.id)):
            self._connection.execute(delete(table).where(column.in_(ids)))
        return Gone(tuple(ids), frozenset(photo.sha256 for of_one in taken.values() for photo in of_one))

    def names_right_holder(self, name: str) -> bool:
        """Whether any examination that the tenant may see has the name of a right holder."""
        named = select(examinations.c.id).where(
            examinations.c.right_holder == name, visible(examinations, self._tenant)
        )
        return self._connection.execute(named.limit(1)).first() is not None

    def seals(self, ids: Sequence[str], keys: KeyRing) -> Mapping[str, Seals]:
        """What the audit log should have of the existing ones of these examinations, by id; no verdict is parsed.

        Args:
            keys: of the releases.

        Raises:
            ValueError: a row has a value that this service did not write.
        """
        taken = self._photos(ids)
        rows = self._connection.execute(self._all().where(examinations.c.id.in_(ids)))
        return {row.id: _seals(row, taken[row.id], keys) for row in rows}

    def _visible(self) -> Select[Any]:
        """All but preliminary ones, which only those who ask for one get."""
        return self._all().where(~examinations.c.is_preliminary)

    def _all(self) -> Select[Any]:
        return select(examinations).where(visible(examinations, self._tenant))

    def _photos(self, ids: Sequence[str]) -> dict[str, tuple[StoredPhoto, ...]]:
        query = select(photos).where(photos.c.examination_id.in_(ids)).order_by(photos.c.position)
        taken: dict[str, list[StoredPhoto]] = {examination_id: [] for examination_id in ids}
        for row in self._connection.execute(query):
            taken[row.examination_id].append(StoredPhoto(row.sha256, row.media_type, row.size))
        return {examination_id: tuple(of_one) for examination_id, of_one in taken.items()}


def _seals(row: Row[Any], taken: tuple[StoredPhoto, ...], keys: KeyRing) -> Seals:
    origin = _origin(row)
    key = None if origin.key_sha256 is None else keys.get(origin.key_sha256)
    if origin.key_sha256 is not None and key is None:
        return Seals((), filing_seal(origin), _revealed(row), key_is_lost=True)
    made = sealed(row.verdict, taken, row.release, utc(row.created_at), origin, key)
    forms = (made, sealed_point_by_point(made, origin)) if key is None else (made,)
    return Seals(forms, filing_seal(origin), _revealed(row))


def _revealed(row: Row[Any]) -> dict[str, Any] | None:
    return decision_seal(_decision(row)) if row.decides_first else reveal_seal(_as_practice(row))


def _examination(row: Row[Any], taken: tuple[StoredPhoto, ...]) -> Examination:
    return Examination(
        id=row.id,
        created_at=utc(row.created_at),
        verdict_json=row.verdict,
        verdict=VERDICT.validate_json(row.verdict),
        photos=taken,
        origin=_origin(row),
    )


def _is_loose_before(moment: datetime) -> ColumnElement[bool]:
    is_final = ~examinations.c.is_preliminary
    return and_(examinations.c.created_at < moment, examinations.c.case_id.is_(None), is_final)


def _is_preliminary_before(moment: datetime) -> ColumnElement[bool]:
    return and_(examinations.c.created_at < moment, examinations.c.is_preliminary)


def _older_than(last: Examination) -> ColumnElement[bool]:
    at, name = examinations.c.created_at, examinations.c.id
    return or_(at < last.created_at, and_(at == last.created_at, name < last.id))


def _officer_input(text: str | None) -> OfficerInput:
    if text is None:  # of versions without accounts
        return OfficerInput()
    asked = json.loads(text)
    return OfficerInput(asked["product"], tuple(asked["views"]), asked["prior"])


def _origin(row: Row[Any]) -> Origin:
    restricted = json.loads(row.restricted or "{}")
    return Origin(
        organisation_id=row.organisation_id,
        examined_by=row.examined_by,
        case_id=row.case_id,
        case_item_id=row.case_item_id,
        officer_input=_officer_input(row.asked),
        right_holder=row.right_holder,
        restricted={point: Visibility(visibility) for point, visibility in restricted.items()},
        release_sha256=row.release_sha256 or "",
        key_sha256=row.key_sha256,
        follows=row.follows,
        filed=_filing(row),
        practice=_practice(row),
        is_preliminary=row.is_preliminary,
        preliminary=row.preliminary_id,
        decision=_decision(row) if row.decides_first else None,
        note=row.note or "",
    )


def _decided(decision: FirstDecision | None) -> dict[str, Any]:
    """The columns of a decision; practice has its answer in the same ones."""
    if decision is None:
        return {}
    said = None if decision.said is None else decision.said.value
    return {"decides_first": True, "answer": said, "revealed_at": decision.at}


def _decision(row: Row[Any]) -> FirstDecision:
    return FirstDecision(Said(row.answer) if row.answer else None, utc(row.revealed_at) if row.revealed_at else None)


def _practice(row: Row[Any]) -> Practice | None:
    return _as_practice(row) if row.is_practice else None


def _as_practice(row: Row[Any]) -> Practice:
    return Practice(row.answer, utc(row.revealed_at) if row.revealed_at else None)


def _filing(row: Row[Any]) -> Filing | None:
    if row.filed_by is None and row.filed_at is None:
        return None
    return Filing(row.filed_by, utc(row.filed_at) if row.filed_at else None)
