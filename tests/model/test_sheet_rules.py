"""A rule that is left out makes no difference: neither whether a serial number fits, nor what print says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.catalogue import MarkedText, ProductSheet, Region, TextKind, Visibility
from model.codes import Code, CodeKind
from model.description import ReleaseDescription
from model.judgement import OfficerInput, judge
from model.photo import SeenPhoto
from model.print_reading import Prints
from model.quality import Quality
from model.released_product import Basis
from model.sheet_rules import SheetRule, without
from model.text_findings import LineReading, PrintLimits
from model.verdict import GivenBy, Outcome, Reason, Verdict
from tests.model.releases import description, product, release, scores
from tests.model.test_judgement import gallery

GOOD = Quality(sharpness=0.6, exposure=0.5, glare=0.0, pixels=1000)
GTIN, PATTERN = "4006381333931", r"KV-[0-9]{6}"
PLACE = Region(0.1, 0.1, 0.3, 0.1)
SECRET = MarkedText("secret", "front", PLACE, TextKind.LOT, "LOT 7", None, "Latn", Visibility.OFFICER)
PUBLIC = replace(SECRET, id="public", visibility=Visibility.PUBLIC)
PUBLIC_SERIAL = replace(PUBLIC, id="number", kind=TextKind.SERIAL, expected=None, pattern=PATTERN)
READ = LineReading("r" * 64, PLACE, "read", 0.9, is_whole=True, margin=0.0)
REFUSED = {"carton": tuple(SheetRule)}


def sheet() -> ProductSheet:
    return replace(product().sheet, gtin=(GTIN,), serial_pattern=PATTERN, texts=(SECRET, PUBLIC, PUBLIC_SERIAL))


def described(basis: Basis = Basis.BOTH_LABELS) -> ReleaseDescription:
    known = replace(product(), sheet=sheet(), basis=basis)
    return replace(description(known), prints=PrintLimits(0.5, 100, 0, 0.03, {}, "f" * 64))


class Printed(Prints):
    """What print says on a photo, by the id of each text."""

    def __init__(self, margins: Mapping[str, float]) -> None:
        super().__init__(None, None)
        self._margins = margins

    def of(self, *args: Any, **_: Any) -> Mapping[str, LineReading]:
        """See `Prints`."""
        read = {text: margin for text, margin in self._margins.items() if text in args[-1]}
        return {text: READ._replace(margin=margin) for text, margin in read.items()}


def code(text: str, **values: Any) -> Code:
    values = {"kind": CodeKind.OTHER, "gtin": None, "serial": None, "valid": True} | values
    return Code(text=text, format="QR Code", region=PLACE, **values)


def examined(
    codes: Sequence[Code],
    margins: Mapping[str, float],
    not_applied: Mapping[str, Sequence[SheetRule]],
    *,
    given: str | None = "carton",
    basis: Basis = Basis.BOTH_LABELS,
) -> Verdict:
    looks = scores(residual=-3.0, points=(-1.0, -1.0, -1.0))
    photo = SeenPhoto("c" * 64, GOOD, (), looks, tuple(codes), "front", prints=Printed(margins))
    return judge([photo], OfficerInput(given), release(described(basis)), gallery(), not_applied)


def test_without_its_rules_a_sheet_keeps_all_else() -> None:
    whole = sheet()
    left = without(whole, tuple(SheetRule))
    assert (left.serial_pattern, left.texts) == (None, (PUBLIC,))
    assert replace(left, serial_pattern=whole.serial_pattern, texts=whole.texts) == whole
    assert without(whole, ()) is whole
    assert without(whole, [SheetRule.TEXTS]).texts == (PUBLIC, PUBLIC_SERIAL)
    assert without(whole, [SheetRule.SERIAL_PATTERN]).texts == (SECRET, PUBLIC)


@pytest.mark.parametrize(
    ("codes", "margins"),
    [
        ([code("KV-12345X")], {}),
        ([code("KV-1234567", serial="KV-1234567")], {}),
        ([], {"secret": 99.0}),
        ([], {"number": 99.0}),
    ],
)
def test_what_is_wrong_by_a_rule_is_found_where_the_rule_applies_and_not_where_it_is_left_out(
    codes: Sequence[Code], margins: Mapping[str, float]
) -> None:
    applied, left_out = (examined(codes, margins, each) for each in ({}, REFUSED))
    assert (applied.outcome, applied.reasons) == (Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,))
    assert applied.not_applied == ()
    assert (left_out.outcome, left_out.codes, left_out.not_applied) == (Outcome.CONSISTENT, (), tuple(SheetRule))


serials = st.from_regex(PATTERN, fullmatch=True) | st.from_regex(r"KV-[0-9]{4}[A-Z0-9]{1,3}", fullmatch=True)
forms = st.sampled_from(
    [
        code,
        lambda serial: code(f"S/N: {serial}"),
        lambda serial: code(serial, serial=serial),
        lambda serial: code(GTIN, kind=CodeKind.GTIN, gtin=GTIN.zfill(14), serial=serial),
    ]
)


@settings(deadline=None)  # other work may have the cores
@given(
    form=forms,
    pair=st.tuples(serials, serials),
    printed=st.tuples(*[st.fixed_dictionaries({"secret": st.floats(0, 99), "number": st.floats(0, 99)})] * 2),
    given_product=st.sampled_from(["carton", None]),
    basis=st.sampled_from([Basis.BOTH_LABELS, Basis.GENUINE_ONLY]),
)
def test_no_serial_number_and_no_withheld_print_makes_a_difference_where_the_rules_are_left_out(
    form: Any, pair: tuple[str, str], printed: Sequence[Mapping[str, float]], given_product: str | None, basis: Basis
) -> None:
    one, other = (
        examined([form(serial)], margins, REFUSED, given=given_product, basis=basis).as_json()
        for serial, margins in zip(pair, printed, strict=True)
    )
    assert one == other


def test_rules_stay_left_out_where_a_code_alone_names_the_product() -> None:
    named = code(GTIN, kind=CodeKind.GTIN, gtin=GTIN.zfill(14), serial="wrong")
    verdict = examined([named], {}, REFUSED, given=None)
    assert verdict.product.given_by is GivenBy.BARCODE
    assert [each.kind for each in verdict.codes] == [CodeKind.GTIN]
    assert verdict.not_applied == tuple(SheetRule)


def test_rules_of_another_product_are_neither_left_out_nor_named() -> None:
    answer = examined([code("KV-12345X")], {}, {"bottle": tuple(SheetRule)})
    assert answer == examined([code("KV-12345X")], {}, {})
