"""Accepted items of products with published sheets, and the data sets that are frozen of them."""

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from model.datasets.fields import Label
from model.release import release_id
from serve.accounts.permissions import Role
from serve.catalogue.editing import Sheets
from serve.catalogue.pictures import SheetPictures
from serve.datasets.domain import FrozenSet
from serve.datasets.freezing import Freezer
from serve.datasets.gold import GoldSet
from serve.platform.parts import Parts
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind
from tests.serve.reviewing import handed_in
from tests.serve.rules.desk import Desk, Team
from tests.serve.sheets import PICTURE, complete
from tests.serve.tiny_release import new_picture

ACCEPT = DecisionInput(DecisionKind.ACCEPT)


def curator(team: Team, post: str = "") -> Desk:
    return team.desk(Role.CURATOR, "operator", post)


def publish(team: Team, product: str = "box", organisation: str = "acme") -> None:
    """Publish a sheet of a product, with the picture that it names."""
    author, reviewer = team.desk(Role.CONTRIBUTOR, organisation), team.desk(Role.REVIEWER, organisation)
    sheets = team.parts[Sheets]
    sheet = sheets.create(author.actor, complete(product))
    team.parts[SheetPictures].add(author.actor, sheet.record.id, "front", PICTURE)
    sheets.publish(reviewer.actor, sheet.record.id)


def accepted(team: Team, *photos: bytes, label: Label = Label.GENUINE, organisation: str = "acme", **said: str) -> str:
    """The entry of an item that the curator has accepted, with a photo unlike any other unless some are given."""
    person = team.desk(Role.CONTRIBUTOR, organisation)
    name = handed_in(team.parts, person.actor, *(photos or (new_picture(),)), label=label, **said)
    team.parts[ReviewQueue].decide(curator(team).actor, name, ACCEPT)
    return name


def freeze(team: Team) -> FrozenSet:
    """The data set of what is accepted."""
    return team.parts[Freezer].freeze(team.operator.actor).frozen


def made_gold(team: Team, entry_id: str) -> None:
    """Put an item into the gold set, by two people."""
    gold = team.parts[GoldSet]
    gold.propose(curator(team).actor, entry_id)
    gold.confirm(team.operator.actor, entry_id)


def rows_of(parts: Parts, frozen: FrozenSet, name: str = "manifest.csv") -> list[Mapping[str, str]]:
    """The rows of a manifest of a data set."""
    return list(csv.DictReader(io.StringIO(content_of(parts, frozen, name).decode())))


def content_of(parts: Parts, frozen: FrozenSet, name: str) -> bytes:
    """The bytes of a file of a data set."""
    return parts.objects.get(next(file.sha256 for file in frozen.files if file.name == name))


def fitted(release: Path, folder: Path, manifest_sha256: str, later: str | None = None) -> Path:
    """A copy of a release whose training record names a manifest.

    Args:
        later: the step after the training that used it; None for the training itself.
    """
    description = json.loads((release / "release.json").read_text())
    record = {"manifest_sha256": manifest_sha256}
    content = json.dumps(description | {"training": record if later is None else {later: [record]}}).encode()
    target = folder / release_id(content)
    shutil.copytree(release, target)
    (target / "release.json").write_bytes(content)
    return target
