"""Print in words: what is said of lines that a sheet marks, beside what genuine ones read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.catalogue import MarkedText, Region, TextKind, Visibility
from model.description import ReleaseDescription
from model.examiner import Examiner
from model.patterns import compile_pattern
from model.release import load_release
from model.text_findings import TextFinding, TextResult
from model.verdict import Finding, Outcome, PointFinding, Reason, Verdict
from serve.examinations.confidentiality import WITHHELD
from serve.examinations.context import EXAMINER, TERMINAL, Audience
from serve.examinations.domain import holders_own, text_key
from serve.examinations.doubts import Conflict
from serve.examinations.text_reading import example_of
from tests.serve.said import messages, read, text_messages
from tests.serve.tiny_release import GENUINE

PLACE = Region(0.2, 0.2, 0.3, 0.05)
SERIAL = MarkedText("serial", "whole", PLACE, TextKind.SERIAL, None, r"^KV-\d{4}$", "Latn", Visibility.OFFICER)
WORDS = MarkedText("words", "whole", PLACE, TextKind.FIXED, "Do not bend", None, "Latn", Visibility.OFFICER)


def found(marked: MarkedText, finding: TextResult, said: str | None) -> TextFinding:
    expected = marked.expected or marked.pattern
    return TextFinding(marked.id, marked.kind, finding, said, expected, 0, PLACE, 0.9, "r" * 64, PLACE)


@pytest.fixture(scope="module")
def release(tiny_release: Path) -> ReleaseDescription:
    """Of a product whose sheet marks two texts."""
    description = load_release(tiny_release).description
    box = description.products["box"]
    marked = replace(box, sheet=replace(box.sheet, texts=(SERIAL, WORDS)))
    return replace(description, products={**description.products, "box": marked})


@pytest.fixture(scope="module")
def verdict(tiny_release: Path) -> Verdict:
    return Examiner(load_release(tiny_release)).examine([GENUINE], product="box")


def test_every_kind_and_result_has_words() -> None:
    assert set(text_messages.TITLES) == set(TextKind)
    for texts in (text_messages.BY_PATTERN, text_messages.WORD_FOR_WORD, text_messages.CONFIDENTIAL):
        assert set(texts) == set(TextResult)


def test_what_differs_comes_first_with_what_was_read_and_what_genuine_ones_read(
    verdict: Verdict, release: ReleaseDescription
) -> None:
    texts = (found(SERIAL, TextResult.MATCHES, "KV-5167"), found(WORDS, TextResult.DEVIATES, "Do nod bend"))
    first, second = read(replace(verdict, texts=texts), release).texts
    assert (first.index, first.said) == (1, "Does not read as on genuine items")
    assert (first.read, first.genuine) == ("Do nod bend", "Do not bend")
    assert (second.genuine, second.check) == ("", "")
    assert second.built_like.startswith("Genuine ones are built like this made-up one: KV-")


def test_a_line_that_was_not_read_says_so_and_quotes_nothing(verdict: Verdict, release: ReleaseDescription) -> None:
    unseen = TextFinding("words", TextKind.FIXED, TextResult.NOT_READ, None, "Do not bend", None, None)
    texts = (found(SERIAL, TextResult.NOT_READ, None), unseen)
    reading = read(replace(verdict, texts=texts), release)
    assert [(text.said, text.read, text.photo) for text in reading.texts] == [("Could not be read", "", 1)]
    assert "Print that no photo shows: Printed words." in reading.limits


@pytest.mark.parametrize(
    ("training", "told"),
    [
        ({}, None),
        ({"accepted_findings": []}, None),
        ({"accepted_findings": ["shortcut-colour"]}, "LIMIT_SHORTCUTS"),
        ({"accepted_findings": ["all"]}, "LIMIT_DOUBTS"),
        ({"accepted_findings": [], "enrolled": [{"accepted_findings": ["shortcut-source", "all"]}]}, "LIMIT_SHORTCUTS"),
    ],
)
def test_a_verdict_tells_which_doubts_about_its_release_were_accepted_and_accuses_nothing(
    verdict: Verdict, release: ReleaseDescription, training: dict[str, Any], told: str | None
) -> None:
    limits = read(verdict, replace(release, training=training)).limits
    doubts = [name for name in ("LIMIT_SHORTCUTS", "LIMIT_DOUBTS") if getattr(messages, name) in limits]
    assert doubts == ([] if told is None else [told])


def test_what_differs_is_shown_with_the_doubt_that_the_release_may_go_by_more_than_the_goods(
    verdict: Verdict, release: ReleaseDescription
) -> None:
    def told(codes: list[str], points: tuple[PointFinding, ...]) -> object:
        return read(
            replace(verdict, points=points), replace(release, training={"accepted_findings": codes})
        ).places_doubt

    different = tuple(replace(point, finding=Finding.DEVIATES) for point in verdict.points)
    alike = tuple(replace(point, finding=Finding.MATCHES) for point in verdict.points)
    assert told(["shortcut-background"], different) == messages.LIMIT_SHORTCUTS
    assert (told(["shortcut-background"], alike), told(["label-noise"], different), told([], different)) == ("", "", "")


def test_withheld_print_tells_no_words_and_no_place(verdict: Verdict, release: ReleaseDescription) -> None:
    secret = TextFinding(WITHHELD, None, TextResult.DEVIATES, None, None, None, None)
    (text,) = read(replace(verdict, texts=(secret,)), release).texts
    assert (text.title, text.read, text.genuine, text.photo) == (text_messages.CONFIDENTIAL_TITLE, "", "", None)


def contradicted_by(verdict: Verdict, *texts: TextFinding) -> Verdict:
    return replace(
        verdict,
        outcome=Outcome.INCONCLUSIVE,
        reasons=(Reason.EVIDENCE_CONFLICTS,),
        guarantee=None,
        codes=(),
        texts=texts,
    )


SECRET = TextFinding(WITHHELD, None, TextResult.DEVIATES, None, None, None, None)


@pytest.mark.parametrize("others", [(), (SECRET,)])
def test_wrong_print_is_named_as_what_stands_in_the_way(
    verdict: Verdict, release: ReleaseDescription, others: tuple[TextFinding, ...]
) -> None:
    wrong = found(SERIAL, TextResult.DEVIATES, "KV-51B7")
    reading = read(contradicted_by(verdict, wrong, *others), release)
    assert "Print on the item does not read as on genuine ones." in reading.reasons
    assert reading.do_next == messages.NEXT_PRINT
    assert reading.rests_on != messages.RESTS_ON_CONFIDENTIAL_PRINT


@pytest.mark.parametrize("audience", [EXAMINER, TERMINAL])
def test_print_that_is_wrong_where_its_reader_may_not_see_it_is_for_the_right_holder(
    verdict: Verdict, release: ReleaseDescription, audience: Audience
) -> None:
    right = found(SERIAL, TextResult.MATCHES, "KV-5167")
    reading = read(contradicted_by(verdict, right, SECRET), release, audience=audience)
    assert reading.rests_on == messages.RESTS_ON_CONFIDENTIAL_PRINT
    assert reading.reasons == (messages.CONFLICTS[Conflict.WITHHELD_PRINT],)
    assert reading.do_next == messages.NEXT_ASK_UNSHOWN


@pytest.mark.parametrize("pattern", [r"^KV-\d{4}-\d{2}$", r"^EXP (0[1-9]|1[0-2])/20\d{2}$", r"HM \d{3} \d{3}"])
def test_the_example_of_a_pattern_matches_it_and_is_always_the_same(pattern: str) -> None:
    example = example_of(pattern)
    assert compile_pattern(pattern)(example)
    assert example_of.__wrapped__(pattern) == example


def test_a_pattern_without_a_short_example_has_none() -> None:
    assert example_of(r"\d{90}") == ""
    assert example_of(r"\pL+") == ""


def test_without_the_sheet_a_pattern_is_not_given_as_what_genuine_ones_say(verdict: Verdict) -> None:
    (text,) = read(replace(verdict, texts=(found(SERIAL, TextResult.MATCHES, "KV-1234"),)), None).texts
    assert (text.read, text.genuine) == ("KV-1234", "")


def test_print_that_is_its_right_holders_alone_is_not_for_a_terminal(release: ReleaseDescription) -> None:
    sheet = release.products["box"].sheet
    own = replace(WORDS, visibility=Visibility.HOLDER)
    assert text_key(WORDS.id) not in holders_own(sheet)
    assert text_key(WORDS.id) in holders_own(replace(sheet, texts=(SERIAL, own)))
