"""Rectangles on a picture in forms: what someone wrote stays, and becomes a region or is refused."""

import pytest

from model.catalogue import Region
from model.errors import ValueRejectedError
from serve.platform.regions import RegionField, region_in


def form(*values: str) -> dict[str, str]:
    return dict(zip(("seal_x", "seal_y", "seal_width", "seal_height"), values, strict=True))


def shown(field: RegionField) -> dict[str, str]:
    return form(field.x, field.y, field.width, field.height)


@pytest.mark.parametrize("region", [None, Region(0.1802, 0.7407, 0.6403, 0.0855), Region(0, 0, 1, 1)])
def test_a_region_survives_the_form(region: Region | None) -> None:
    assert region_in(shown(RegionField.of("seal", "Seal", region)), "seal") == region


@pytest.mark.parametrize(
    "values",
    [("10", "", "20", "20"), ("a", "1", "2", "3"), ("90", "0", "20", "5"), ("-1", "0", "5", "5"), ("nan",) * 4],
)
def test_what_is_no_place_on_the_picture_is_refused_and_stays_in_the_form(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueRejectedError) as refused:
        region_in(form(*values), "seal")
    assert refused.value.field == "seal"
    field = RegionField.given("seal", "Seal", form(*values), refused.value.message)
    assert shown(field) == form(*values)
    assert not field.is_drawn


def test_a_form_without_the_fields_has_no_region() -> None:
    assert region_in({}, "seal") is None
