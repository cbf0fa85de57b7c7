"""A right holder's sheet as its people see it: what it says, what is wrong with it, and who wrote it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.keys import SheetProblem
from model.sheet_reading import ExaminedSheet, examined
from serve.accounts.domain import Sight
from serve.accounts.permissions import OrganisationKind
from serve.catalogue.completeness import missing_in
from serve.catalogue.differences import ValueDifference, differences
from serve.catalogue.domain import PreviewAs, SheetPicture, SheetRecord, SheetVersion
from serve.catalogue.renewal_domain import OlderText, older_texts
from serve.catalogue.wording import wording_warnings
from serve.catalogue.work import SheetWork


class ReadSheet(NamedTuple):
    """One sheet.

    Attributes:
        right_holder: its name.
        version: the newest; None for a reader who may not read it.
        sheet: what that version says, as far as it can be read.
        missing: everything that keeps it from being published.
        warnings: words to think about again; they stop nothing.
        older: translations that are to be renewed; known where the whole sheet is read.
        pictures: its reference pictures, the first added first.
        names: of the people who wrote it, by id.
    """

    record: SheetRecord
    right_holder: str
    version: SheetVersion | None = None
    sheet: ProductSheet | None = None
    missing: tuple[SheetProblem, ...] = ()
    warnings: tuple[SheetProblem, ...] = ()
    older: tuple[OlderText, ...] = ()
    pictures: tuple[SheetPicture, ...] = ()
    names: Mapping[str, str] = {}


class VersionDifferences(NamedTuple):
    """One version, with its differences from the one before."""

    version: SheetVersion
    names: Mapping[str, str]
    changes: tuple[ValueDifference, ...]


def sight_of(preview: PreviewAs, right_holder: str) -> Sight:
    """What such a reader may see of a right holder's points."""
    match preview:
        case PreviewAs.ALLOWED_AGENCY:
            return Sight(OrganisationKind.AGENCY, "")
        case PreviewAs.OTHER_AGENCY | PreviewAs.TRAINER:
            return Sight(OrganisationKind.AGENCY, "", frozenset({right_holder}))
        case PreviewAs.PUBLIC:
            return Sight("", "")


def read_whole(work: SheetWork, record: SheetRecord) -> ReadSheet:
    """A sheet with its newest version, for its right holder."""
    versions = work.sheets.up_to({record.id: record.latest})[record.id]
    version, found = versions[-1], examined(versions[-1].document)
    return ReadSheet(
        record=record,
        right_holder=work.organisations.get(record.right_holder_id).name,
        version=version,
        sheet=found.sheet,
        missing=missing_in(found),
        warnings=wording_warnings(found.sheet),
        older=older_texts(versions),
        pictures=tuple(work.sheets.pictures(record.id)),
        names=names_in(work, [version]),
    )


def read_list(work: SheetWork, records: Sequence[SheetRecord], *, with_contents: bool) -> list[ReadSheet]:
    """Sheets for a list; without contents for a reader who may not read them."""
    holders = {each.id: each.name for each in work.organisations.all()}
    wanted = [(record.id, record.latest) for record in records] if with_contents else []
    versions = work.sheets.some_versions(wanted)
    return [_listed(record, holders[record.right_holder_id], versions.get(record.id)) for record in records]


def _listed(record: SheetRecord, right_holder: str, version: SheetVersion | None) -> ReadSheet:
    if version is None:
        return ReadSheet(record, right_holder)
    found: ExaminedSheet = examined(version.document)
    return ReadSheet(record, right_holder, version, found.sheet, missing_in(found))


def read_versions(work: SheetWork, versions: Sequence[SheetVersion]) -> list[VersionDifferences]:
    """Versions of one sheet, the newest first, each with its differences from the one after it in the list.

    The last one is compared with the version before it, which is read.
    """
    names = names_in(work, versions)
    earlier = [*versions[1:], *_before(work, versions[-1:])]
    documents = [each.document for each in earlier] + [{}] * (len(versions) - len(earlier))
    return [
        VersionDifferences(version, names, tuple(differences(before, version.document)))
        for version, before in zip(versions, documents, strict=True)
    ]


def _before(work: SheetWork, versions: Sequence[SheetVersion]) -> list[SheetVersion]:
    return [work.sheets.version(each.sheet_id, each.number - 1) for each in versions if each.number > 1]


def names_in(work: SheetWork, versions: Sequence[SheetVersion]) -> Mapping[str, str]:
    """The names of the people who saved and published versions, by id."""
    people = {each.saved_by for each in versions} | {each.published_by for each in versions if each.published_by}
    return work.people.names(people)
