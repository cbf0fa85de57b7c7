"""What the guide says of products that the active release does not know any more."""

import json
from pathlib import Path

import pytest

from model.release import release_id
from serve.catalogue.guide import Guide
from serve.catalogue.guide_source import NotExaminedNowError
from serve.catalogue.service import Catalogue
from serve.platform.errors import NotFoundError
from serve.platform.parts import Parts
from serve.releases.registry import ReleaseRegistry
from serve.releases.service import Releases
from tests.serve.releasing import activate_unchecked, stage
from tests.serve.rules.desk import Team
from tests.serve.tiny_release import make_release


def was_active(parts: Parts, folder: Path, product: str) -> None:
    """A release that was active, with a product that the active one does not know."""
    made = make_release(folder / "made", bias=0.61)
    description = json.loads((made / "release.json").read_bytes())
    for name in ("views", "points", "references"):
        for each in description[name]:
            each["product"] = {"bag": product}.get(each["product"], each["product"])
    description["products"][product] = description["products"].pop("bag")
    description["products"][product]["sheet"]["id"] = product
    raw = json.dumps(description).encode()
    target = made.rename(made.with_name(release_id(raw)))
    (target / "release.json").write_bytes(raw)
    before = parts[ReleaseRegistry].all()[0].id
    for release in (stage(parts, target).id, before):
        activate_unchecked(parts, release)
    parts[Releases].follow()


def test_a_product_that_the_active_release_no_longer_knows_is_named_to_those_who_were_allowed_its_sheet(
    alone: Team, tmp_path: Path
) -> None:
    guide, officer = alone.parts[Guide], alone.officer.actor
    with pytest.raises(NotFoundError, match="no product sheet of this name"):
        guide.sheet(officer, "old-bag", ("en",))
    was_active(alone.parts, tmp_path, "old-bag")
    with pytest.raises(NotExaminedNowError, match="can't be examined now"):
        guide.sheet(officer, "old-bag", ("en",))
    with pytest.raises(NotFoundError) as absent:
        guide.sheet(alone.rival.actor, "old-bag", ("en",))
    assert not isinstance(absent.value, NotExaminedNowError)
    catalogue = alone.parts[Catalogue]
    assert [*map(str, catalogue.not_examinable(officer, ("en",)))] == ["Acme bag"]
    assert catalogue.not_examinable(alone.rival.actor, ("en",)) == []
    assert guide.sheet(officer, "bag", ("en",)).is_examinable
