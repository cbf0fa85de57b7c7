"""What a release's own files say of its contributors and of its products, which needs no comparison."""

from model.description import ReleaseDescription, parse_description
from model.influence import INFLUENCE_FILE, InfluenceReport, read_influence
from model.release import DESCRIPTION_FILE
from serve.releases.archive import ReleaseArchive
from serve.releases.domain import ReleaseRecord
from serve.trials.domain import harms_in


def influence_in(archive: ReleaseArchive, record: ReleaseRecord) -> InfluenceReport | None:
    """What the release's report says of its contributors; None if it has no such report.

    Raises:
        ReleaseRefusedError, StorageError: it is lost or damaged, or out of reach.
    """
    content = archive.content(record, INFLUENCE_FILE)
    try:
        return None if content is None else read_influence(content)
    except (ValueError, KeyError, TypeError):  # of a form that this version does not know: not measured
        return None


def harms_of(archive: ReleaseArchive, record: ReleaseRecord, description: ReleaseDescription) -> str | None:
    """Those influences that do harm to another right holder's product, as JSON; None if it has no such report.

    Raises:
        ReleaseRefusedError, StorageError: as for `influence_in`.
    """
    report = influence_in(archive, record)
    holders = {name: product.sheet.right_holder for name, product in description.products.items()}
    return None if report is None else harms_in(report, holders)


def description_in(archive: ReleaseArchive, record: ReleaseRecord) -> ReleaseDescription:
    """The description in a release's files.

    Raises:
        ReleaseRefusedError, StorageError: it is lost or damaged, or out of reach, or this version can't read it.
    """
    return parse_description(archive.content(record, DESCRIPTION_FILE) or b"")
