"""The printed report of a case: all of it is there, can be copied, stays inert, and never shows an empty box."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from serve.cases.domain import StepKind
from serve.cases.report.domain import (
    CaseReport,
    NamedBy,
    ReportMark,
    ReportPair,
    ReportPhoto,
    ReportPoint,
)
from serve.cases.report.messages import LABELS, TITLED
from serve.cases.report.typesetting import typeset
from serve.platform.documents.spelling import clusters, is_sound, spelled
from serve.platform.documents.typefaces import (
    BUILT_IN,
    BUILT_IN_RANGES,
    Drawing,
    InstalledTypefaces,
    Typefaces,
    installed,
)
from serve.platform.documents.typesetting import TypesettingError
from serve.platform.translations import Language
from tests.serve.catalogues import speaking
from tests.serve.printed import (
    MORNING,
    a_full_report,
    a_report,
    a_verdict,
    an_item,
    digest_of,
    enquiries,
)

A4_WIDTH = 595  # points
NOTE = "Some characters are not drawn"
SCRIPTS = {
    "Latin": "Zoll prüft größere Täschchen",
    "Vietnamese": "Túi xách giả mạo đường phố",
    "Cyrillic": "Поддельная сумка в коробке",
    "Greek": "πλαστή τσάντα",
    "Arabic": "حقيبة مقلدة في الصندوق",
    "Persian": "کیف تقلبی چرمی",
    "Hebrew": "תיק מזויף בתוך קופסה",
    "Japanese": "偽物のバッグの「刻印」が違う。",
    "Chinese": "假冒手提包没有标签",
    "Korean": "가짜 가방에 상표가 없습니다",
    "Thai": "กระเป๋าปลอมน้ำหนักเบา",
    "Hindi": "नक़ली थैला क्षत्रिय",
}
REORDERED_BY_PYPDF = {
    "Thai",
    "Hindi",
}  # pypdf gives the glyphs' order and repeats the text that the PDF says they stand for


def render(report: CaseReport, typefaces: Typefaces | None = None) -> bytes:
    return typeset(report, typefaces).pdf


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def language_of(reader: PdfReader) -> str:
    return str(reader.root_object["/Lang"])


def joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


def are_drawn(text: str) -> bool:
    return not installed().drawing(set(clusters(text)), "en").undrawn


@pytest.fixture(scope="module")
def full_report() -> CaseReport:
    return a_full_report()


@pytest.fixture(scope="module")
def full_pdf(full_report: CaseReport) -> bytes:
    return render(full_report)


@pytest.fixture(scope="module")
def scripts_pdf() -> bytes:
    return render(a_report(notes="\n".join(SCRIPTS.values())))


@pytest.mark.parametrize("script", [script for script in SCRIPTS if script not in REORDERED_BY_PYPDF])
def test_words_can_be_copied(script: str, scripts_pdf: bytes) -> None:
    if not are_drawn(SCRIPTS[script]):
        pytest.skip(f"no typeface here draws {script}: install fonts-noto-core and fonts-noto-cjk")
    text = text_of(scripts_pdf)
    assert [word for word in SCRIPTS[script].split() if word not in text] == []


def copied_from(pdf: bytes) -> str:
    """The text as a viewer copies it, without the controls that it sets around runs of either direction."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not here: install poppler-utils")
    copied = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return copied.translate(dict.fromkeys(map(ord, "\u202a\u202b\u202c")))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_line_can_be_copied_as_it_was_written(script: str, scripts_pdf: bytes) -> None:
    if not are_drawn(SCRIPTS[script]):
        pytest.skip(f"no typeface here draws {script}: install fonts-noto-core and fonts-noto-cjk")
    text = copied_from(scripts_pdf)
    assert SCRIPTS[script] in text or (script == "Thai" and joined(SCRIPTS[script]) in joined(text))


def test_what_looks_like_markup_is_shown_as_it_was_written() -> None:
    hostile = [
        '#eval("1")',
        "$x$",
        "*bold*",
        r"\u{41} \ ",
        "@ref <label>",
        "= H",
        "// c",
        "{page}",
        '#read("data.json")',
    ]
    report = a_report(number=hostile[0], notes="\n".join(hostile), items=(replace(an_item(), description=hostile[0]),))
    text = text_of(render(report))
    assert [words for words in hostile if words.strip() not in text] == []
    assert "families" not in text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("bell\x07", "bell[U+0007]"),
        ("half \ud800 pair", "half [U+D800] pair"),
        ("seems \u202eright\u202c", "seems [U+202E]right[U+202C]"),
        ("\u0301alone", "[U+0301]alone"),
        ("tower e" + "\u0301" * 40, "tower [U+0065 +40]"),
        ("private \ue000\ue001", "private [U+E000 U+E001]"),
    ],
)
def test_what_must_not_be_drawn_is_spelled_out(written: str, shown: str) -> None:
    sound = {cluster for cluster in clusters(written) if is_sound(cluster)}
    assert spelled(written, set(clusters(written)) - sound) == shown


def test_unsound_text_is_printed_in_codes_with_a_note() -> None:
    first = pages_of(render(a_report(notes="half \ud800 pair, \x00 and \ufeff")))[0]
    assert "half [U+D800] pair, [U+0000] and [U+FEFF]" in first
    assert NOTE in first


@given(st.text())
def test_spelling_loses_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert spelled(text, frozenset()) == text


def test_equal_reports_give_equal_bytes(full_report: CaseReport, full_pdf: bytes) -> None:
    assert render(full_report) == full_pdf
    in_tokyo = full_report.printed_at.astimezone(timezone(timedelta(hours=9)))
    assert render(replace(full_report, printed_at=in_tokyo)) == full_pdf


def test_the_pdf_is_dated_when_the_report_was_made(full_report: CaseReport, full_pdf: bytes) -> None:
    information = PdfReader(io.BytesIO(full_pdf)).metadata
    assert information is not None
    assert information.creation_date == full_report.printed_at
    assert information.title == "Case report 2026-004711"


def test_the_pdf_is_tagged_and_for_archives(full_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(full_pdf))
    assert language_of(reader) == "en"
    assert "/StructTreeRoot" in reader.root_object
    assert b"<pdfaid:part>2</pdfaid:part>" in full_pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in full_pdf


def test_a_character_that_no_typeface_has_is_spelled_out_and_noted() -> None:
    built_in = InstalledTypefaces.found(on_system=False)
    first = pages_of(render(a_report(notes="Bag กระเป๋า!"), built_in))[0]
    assert "Bag [U+0E01 +6]!" in first
    assert NOTE in first
    assert "case.json" in first


def test_a_report_that_is_drawn_in_full_has_no_note(full_pdf: bytes) -> None:
    assert NOTE not in text_of(full_pdf)


def test_labels_that_can_not_be_drawn_are_in_english_with_what_to_install(tmp_path: Path) -> None:
    with speaking(tmp_path, ja={"Photos": "写真"}):
        report = typeset(a_report(language=Language("ja")), InstalledTypefaces.found(on_system=False))
    said = "This machine has no typeface for: Han. To draw them, install fonts-noto-cjk."
    assert str(report.remark) == said
    assert said in text_of(report.pdf)
    assert "How to read this report" in text_of(report.pdf)
    assert language_of(PdfReader(io.BytesIO(report.pdf))) == "en"


class Boastful:
    """Says that typst's own typeface draws everything."""

    def drawing(self, clusters: AbstractSet[str], language: str) -> Drawing:
        del clusters, language
        return Drawing((BUILT_IN,), frozenset())


def test_a_text_that_the_typesetter_fails_on_is_spelled_out() -> None:
    first = pages_of(render(a_report(notes="Bag กระเป๋า!"), Boastful()))[0]
    assert "Bag [U+0E01 +6]!" in first
    assert NOTE in first


def test_the_built_in_typeface_draws_what_is_said_of_it() -> None:
    firsts, lasts = BUILT_IN_RANGES[::2], BUILT_IN_RANGES[1::2]
    codes = [code for first, last in zip(firsts, lasts, strict=True) for code in range(ord(first), ord(last) + 1)]
    text = " ".join(f"a{chr(code)}" for code in codes)
    document = f"""#set document(title: "t")\n#set text(font: {BUILT_IN!r}, fallback: false)
    #sys.inputs.text *#sys.inputs.text*""".replace("'", '"')
    typst.compile(document.encode(), sys_inputs={"text": text}, pdf_standards=["ua-1"])  # it fails if it lacks one


def test_a_photo_that_is_none_is_an_error() -> None:
    broken = replace(an_item(), photos=(ReportPhoto(b"no picture", digest_of(1), "", MORNING),))
    with pytest.raises(TypesettingError, match="decode"):
        render(a_report(items=(broken,)))


def test_long_notes_go_on_over_pages_that_all_name_the_case() -> None:
    pages = pages_of(render(a_report(notes="\n".join(f"Line {number} of many." for number in range(200)))))
    assert len(pages) > 3
    assert "Line 199 of many." in "".join(pages)
    for number, page in enumerate(pages, start=1):
        assert page.count("2026-004711") >= 2
        assert f"Page {number} of {len(pages)}" in page


def test_a_word_longer_than_a_line_is_broken_and_copied_whole() -> None:
    word = "".join(f"x{number}" for number in range(200))
    text = text_of(render(a_report(notes=word)))
    assert word not in text
    assert word in joined(text)


def test_verdict_and_conclusion_are_labelled_apart(full_pdf: bytes) -> None:
    text = joined(text_of(full_pdf)).partition(joined("Id in the record 01JITEM"))[2]
    order = [
        "Assistant's verdict",
        "Not a decision.",
        "Suspected counterfeit",
        "at most 4.1 in 100",
        "Stitching",
        "Handbag Aurelia",
        "Product chosen by the officer",
        "Officer's conclusion",
        "Found by a person.",
        "Counterfeit",
        "Entered after the assistant had given a verdict",
        "Second opinion",
        "Genuine after all",
        "Enquiry to the right holder",
        "No answer yet.",
    ]
    assert_in_order(text, [joined(words) for words in order])


def test_a_verdict_that_follows_another_examination_names_it(full_pdf: bytes) -> None:
    report = a_report(items=(replace(an_item(), verdicts=(replace(a_verdict(), follows="01JEARLIER"),)),))
    assert "01JEARLIER" in text_of(render(report))
    assert str(LABELS["follows"]) not in text_of(full_pdf)


def test_every_answer_of_the_right_holder_stands_with_who_gave_it_when_and_which_counts() -> None:
    asked = enquiries()[1]
    report = text_of(render(a_report(items=(replace(an_item(), enquiries=(asked,)),))))
    assert_in_order(
        report.partition("Enquiry to the right holder")[2],
        [
            *("And this?", "Answer", "Can't tell", "no longer counts", "Too blurred.", "Rita First", "08:15:03 UTC"),
            *("Amendment 1 to the answer", "Confirmed counterfeit", "no longer counts", "The seam is not ours."),
            *("Rolf Second", "08:16:03 UTC"),
            *("Amendment 2 to the answer", "Confirmed genuine", "This is the answer that counts.", "the old works."),
            *("Rosa Third", "08:17:03 UTC"),
        ],
    )
    assert report.count("no longer counts") == 2
    assert report.count("answer that counts") == 1


def test_the_first_page_says_who_signs_with_which_certificate_and_that_a_timestamp_is_missing(full_pdf: bytes) -> None:
    first = " ".join(pages_of(full_pdf)[0].split())
    assert_in_order(first, ["Signed by", "Shingan, shingan.example", "Certificate", "Made by the service itself"])
    assert_in_order(first, ["Fingerprint of the certificate", "Trusted timestamp", "stamps.example did not answer"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_place_on_a_photo_has_the_number_of_the_line_about_it(language: str) -> None:
    item = an_item()
    first = replace(item.photos[0], marks=(ReportMark(41, 0.1, 0.2, 0.3, 0.4), ReportMark(42, 0.5, 0.5, 0.5, 0.5)))
    points = tuple(replace(each, mark=number) for number, each in enumerate(a_verdict().points, start=41))
    marked = replace(
        item, photos=(first, *item.photos[1:]), verdicts=(replace(a_verdict(), points=points), *item.verdicts[1:])
    )
    text = text_of(render(a_report(items=(marked,), language=Language(language))))
    for number in ("41", "42"):
        assert text.count(number) == 2
    assert "A number on a photo marks a place" not in text_of(render(a_report(items=(item,))))


def test_a_single_answer_is_no_amendment(full_pdf: bytes) -> None:
    enquiry = text_of(full_pdf).partition("And that?")[2].partition("Enquiry to the right holder")[0]
    assert "Too blurred." in enquiry
    assert "counts" not in enquiry


def test_a_withdrawn_enquiry_stands_with_who_withdrew_it_and_when(full_pdf: bytes) -> None:
    enquiry = text_of(full_pdf).partition("And the box?")[2].partition("Chain of custody")[0]
    assert_in_order(enquiry, ["Withdrawn unanswered", "R. Brandt", "08:18:03 UTC"])
    assert "No answer yet" not in enquiry


def test_a_product_that_only_the_verdict_names_is_said_to_be_recognised() -> None:
    item = replace(
        an_item(), product="", recognised="Belt Clara", recognised_by=NamedBy.MODEL, verdicts=(), opinions=()
    )
    text = text_of(render(a_report(items=(item,))))
    at_a_glance, _, of_item = text.partition("Items at a glance")[2].partition("Item 1")
    for part in (at_a_glance, of_item):
        assert joined("Belt Clara Product recognised by the assistant from the photos") in joined(part)


def test_every_opinion_stands_whether_given_or_not_and_what_was_seen_before(full_pdf: bytes) -> None:
    alone, informed, missing = text_of(full_pdf).split("Second opinion")[1:]
    assert_in_order(alone, ["M. Okafor", "L. Haddad", "Does the print smear?", "Genuine after all", "08:15:03 UTC"])
    assert "Given from the photos alone." in alone
    assert_in_order(
        informed,
        ["T. Ito", "Undetermined", "Too dark.", "They had seen more than the photos before they gave this opinion."],
    )
    assert_in_order(missing, ["M. Okafor", "A. Berg", "08:14:03 UTC", "And the zip?", "Asked for, but not given yet."])
    assert "photos alone" not in informed
    assert "had seen more" not in alone


def test_what_was_done_to_the_case_stands_with_who_when_and_why(full_pdf: bytes) -> None:
    rows = [
        ("08:14:03 UTC", "Closed", "R. Brandt", "No reason was given"),
        ("08:15:03 UTC", "Reopened", "R. Brandt", "A second parcel"),
        ("08:16:03 UTC", "Put under a legal hold", "R. Brandt", "Trial 12 Js 344/26"),
        ("08:17:03 UTC", "Legal hold lifted", "R. Brandt", "Acquitted"),
    ]
    text = text_of(full_pdf).partition("What was done to the case as a whole")[2]
    assert_in_order(text, [part for row in rows for part in row])


def test_a_case_to_which_nothing_was_done_has_no_table_of_it() -> None:
    assert "What was done" not in text_of(render(a_report()))


def test_every_step_and_every_way_to_name_a_product_has_a_label() -> None:
    named = {*(f"step_{kind}" for kind in StepKind), *(f"by_{way}" for way in NamedBy)}
    assert named <= LABELS.keys()


def assert_in_order(text: str, parts: Sequence[str]) -> None:
    for part in parts:
        found, text = text.partition(part)[1:]
        assert found, f"{part} is missing or out of order"


def test_all_digests_stand_in_full(full_report: CaseReport, full_pdf: bytes) -> None:
    text = joined(text_of(full_pdf))
    head = full_report.custody.head
    assert head
    digests = [photo.sha256 for photo in full_report.items[0].photos]
    digests += [event.digest for event in full_report.custody.events]
    assert [digest for digest in (*digests, head.digest, head.signature) if digest not in text] == []


@pytest.fixture
def arabic(tmp_path: Path) -> Iterator[Language]:
    """The pseudo-language as Arabic."""
    if not are_drawn("⟦~⟧é"):
        pytest.skip("no typeface here draws the pseudo-language: install fonts-dejavu-core")
    with speaking(tmp_path, ar=None):
        yield Language("ar")


def test_an_arabic_report_reads_from_the_right(arabic: Language) -> None:
    reader = PdfReader(io.BytesIO(render(a_report(language=arabic, agency="Zoll (Hamburg)"))))
    assert language_of(reader) == "ar"
    assert left_edge_of("Zoll (Hamburg)", reader) < A4_WIDTH / 2 < left_edge_of("2026-004711", reader)
    assert reader.metadata is not None
    assert reader.metadata.title == arabic.say(TITLED.of(number="2026-004711"))


def test_what_runs_to_the_right_keeps_its_order_in_an_arabic_report(arabic: Language, full_report: CaseReport) -> None:
    photo = replace(an_item().photos[0], view="Side A-1")
    report = replace(
        full_report,
        language=arabic,
        items=(replace(an_item(), photos=(photo, photo), description="Bag no. 12-34"),),
        notes="\ufeff",  # is given by its code, which is explained
    )
    pages = copied_from(render(report)).split("\f")[:-1]
    for page in pages:
        assert page.count("2026-004711") >= 2
    text = "".join(pages)
    values = ["26DE580212345678B1", "2026-11-20 08:17:03 UTC", "Side A-1", "Bag no. 12-34", "+12"]
    assert [value for value in values if value not in text] == []
    assert ["004711-2026" in text, "12+" in text] == [False, False]


def test_each_line_of_a_note_has_its_own_direction() -> None:
    if not are_drawn("حقيبة"):
        pytest.skip("no typeface here draws Arabic: install fonts-noto-core")
    reader = PdfReader(io.BytesIO(render(a_report(notes="One bag\nحقيبة"))))
    assert left_edge_of("One bag", reader) < A4_WIDTH / 2 < left_edge_of("حقيبة", reader)


def left_edge_of(words: str, reader: PdfReader) -> float:
    """Where the first line with these words begins on the first page, in points from the left."""
    found: list[float] = []

    def look(text: str, transform: list[float], matrix: list[float], *_: object) -> None:
        if words in text:
            found.append(matrix[4] + transform[4])

    reader.pages[0].extract_text(visitor_text=look)
    return found[0]


def pairs_of(reader: PdfReader) -> list[tuple[int, int]]:
    """Sizes of the pictures of a report, in its order."""
    return [picture.image.size for page in reader.pages for picture in page.images if picture.image]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_point_is_printed_with_the_photo_beside_the_genuine_picture(language: str) -> None:
    large = ReportPair(sized(300), sized(301), "", is_large=True)
    small = ReportPair(sized(200), sized(201), "", is_large=False)
    alone = ReportPair(sized(250), None, "No reference picture.", is_large=True)
    whole = ReportPair(sized(260), sized(261), "Both are whole.", is_large=True, closer=sized(262))
    points = (
        ReportPoint("Stitching", "Differs from genuine", "Main reason", "Eight", "Six", photo=2, pair=large),
        ReportPoint("Zip", "Matches genuine", "Minor reason", photo=1, pair=small),
        ReportPoint("Seam", "Differs from genuine", "Minor reason", photo=1, pair=alone),
        ReportPoint("Hem", "Differs from genuine", "Minor reason", photo=1, pair=whole),
        ReportPoint("Lace", "On no photo", "Hardly counts"),
    )
    item = replace(an_item(), verdicts=(replace(a_verdict(), points=points),))
    reader = PdfReader(io.BytesIO(render(a_report(items=(item,), language=Language(language)))))
    sides = [size[0] for size in pairs_of(reader) if size[0] == size[1]]
    assert sides == [300, 301, 200, 201, 250, 260, 261, 262]
    assert "No reference picture." in "".join(page.extract_text() for page in reader.pages)


def sized(side: int) -> bytes:
    """A square picture."""
    picture = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(picture, "JPEG")
    return picture.getvalue()


def test_a_verdict_is_printed_with_what_it_leans_to_and_rests_on() -> None:
    verdict = replace(
        a_verdict(), rests_on="Mainly one point.", leaning="It leans.", remarks=("Only photos.",), reasons=("Weak.",)
    )
    text = text_of(render(a_report(items=(replace(an_item(), verdicts=(verdict,)),))))
    order = ["What counts most", "Mainly one point.", "Which way the evidence leans", "It leans.", "Weak."]
    assert_in_order(text.partition("Assistant's verdict")[2], [*order, "To keep in mind", "Only photos."])
