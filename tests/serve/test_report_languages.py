"""The printed report in every language that is offered, and in the pseudo-language."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from model.messages import Localized, apart, listed, message
from serve.cases.report.domain import CaseReport, ReportPhoto
from serve.cases.report.messages import LABELS
from serve.cases.report.typesetting import document_of, typeset
from serve.platform.documents.rendering import style_of
from serve.platform.documents.spelling import clusters
from serve.platform.documents.typefaces import installed
from serve.platform.documents.typesetting import rendered
from serve.platform.translations import Language, tags
from tests.serve.catalogues import english_in_report, speaking
from tests.serve.printed import a_full_report, a_report, an_item, later

VOWEL_SIGNS = re.compile("[\u064b-\u065f]")  # a reader gives their letter twice
FEW = 15  # labels of a report without items
CONTROLS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f"))  # that a reader sets around runs
LETTERS = {"ja": "偽物の写真", "zh-Hans": "假冒照片", "th": "น้ำหนักนิ่งที่", "ar": "الصورة الأصلية، في التقرير؛"}


def copied(pdf: bytes) -> str:
    """The text as a viewer copies it, without spaces and line ends."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not here: install poppler-utils")
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return plain(text)


def language_of(pdf: bytes) -> str:
    return str(PdfReader(io.BytesIO(pdf)).root_object["/Lang"])


def fonts_of(pdf: bytes) -> str:
    """What `pdffonts` prints."""
    if not shutil.which("pdffonts"):
        pytest.skip("pdffonts is not here: install poppler-utils")
    return subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def plain(text: str) -> str:
    """A text without spaces."""
    return "".join(text.translate(CONTROLS).split())


def need(letters: str) -> None:
    if installed().drawing(set(clusters(letters)), "en").undrawn:
        pytest.skip(f"no typeface here draws {letters}: install those that `make run` installs")


@pytest.mark.parametrize("tag", tags())
def test_the_report_is_made_in_the_language_and_copied_as_it_is_written(tag: str) -> None:
    language = Language(tag)
    need("".join(map(language.say, LABELS.values())))
    report = typeset(replace(a_full_report(), language=language))
    assert not report.remark
    text = copied(report.pdf)
    headings = [
        said(name, language) for name in ("title", "reading_title", "steps", "glance", "custody", "check_title")
    ]
    assert [each for each in headings if not VOWEL_SIGNS.search(each) and each not in text] == []
    assert said("undrawn_title", language) not in text
    style = style_of(tag)
    expected = "-".join(filter(None, (style["lang"], style["region"])))
    assert language_of(report.pdf) == expected


def said(name: str, language: Language) -> str:
    return plain(language.say(LABELS[name]))


@pytest.mark.parametrize(("tag", "expected"), [("zh-Hans", "zh-CN"), ("pt-BR", "pt-BR"), ("ja", "ja"), ("ar", "ar")])
def test_the_pdf_names_its_language(tag: str, expected: str) -> None:
    pdf = typeset(a_report(language=Language(tag))).pdf
    assert language_of(pdf) == expected


@pytest.mark.parametrize("tag", LETTERS)
def test_words_of_a_script_are_copied_in_the_order_in_which_they_were_written(tag: str, tmp_path: Path) -> None:
    need(LETTERS[tag])
    entries = {label.text: LETTERS[tag] for label in LABELS.values()}  # a reader takes a page to run as most of it does
    with speaking(tmp_path, **{tag.replace("-", "_"): entries}):
        pdf = typeset(a_report(language=Language(tag), notes=LETTERS[tag])).pdf
    assert copied(pdf).count(plain(LETTERS[tag])) > FEW
    if tag not in {
        "ar",
        "th",
    }:  # pypdf knows neither lines from right to left nor marks
        pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert plain(pages).count(plain(LETTERS[tag])) > FEW


def test_han_characters_have_the_form_of_their_language() -> None:
    need("直骨")
    named = Localized("直骨", "ja")
    item = replace(an_item(), product=message("Given: {name}. The photos don't show it.", name=named))
    pdf = typeset(a_report(language=Language("zh-Hans"), items=(item,), notes="直骨")).pdf
    fonts = fonts_of(pdf)
    assert {name for name in ("CJKjp", "CJKsc", "CJKkr") if name in fonts} == {"CJKjp", "CJKsc"}


def test_a_message_without_a_translation_is_in_english(tmp_path: Path) -> None:
    need(LETTERS["ja"])
    with speaking(tmp_path, ja={"Photos": "写真"}):
        text = copied(typeset(replace(a_full_report(), language=Language("ja"))).pdf)
    assert "写真" in text
    assert plain("How to read this report") in text


@pytest.fixture
def arabic(tmp_path: Path) -> Iterator[Language]:
    need("⟦~⟧é")
    with speaking(tmp_path, ar=None):
        yield Language("ar")


def a_report_of_messages(language: Language) -> CaseReport:
    """A report with what the service says in places where sheets and officers have words, too."""
    sheet = Localized("The front", "en")
    view = message("{view} (recognised)", view=sheet)
    photos = (ReportPhoto(an_item().photos[0].jpeg, "0" * 64, view, later(0), message("Good enough to judge")),)
    verdict = replace(
        an_item().verdicts[0],
        headline=message("Suspected counterfeit"),
        product=sheet,
        points=(),
        limits=(message("Not photographed, so not judged: {views}.", views=apart((sheet, sheet))),),
        reasons=(message("{path}: {key}", path="a/b", key=listed(("Okafor", "Berg"))),),
    )
    return replace(a_full_report(), language=language, items=(replace(an_item(), photos=photos, verdicts=(verdict,)),))


def test_nothing_is_cut_off_where_words_are_longer_and_read_from_the_right(arabic: Language) -> None:
    text = copied(typeset(a_report_of_messages(arabic)).pdf)
    assert text.count("⟦") == text.count("⟧") > 100


def test_no_english_is_left_in_a_report(arabic: Language) -> None:
    assert english_in_report(rendered(document_of(a_report_of_messages(arabic)), arabic, "", {})) == []
