"""Messages in a language: its catalogue, plurals, numbers, lists and directions; other languages are marked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from model.messages import (
    Listed,
    Localized,
    Share,
    Translated,
    Value,
    apart,
    counted,
    in_context,
    listed,
    message,
    sentences,
)
from serve.platform import translations
from serve.platform.languages import language_for
from serve.platform.tags import best
from serve.platform.translations import ENGLISH, Language, catalogue_of, tags

HEADER = """{state}
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"
"""
RUSSIAN = """
msgid "{count} photo of {name}"
msgid_plural "{count} photos of {name}"
msgstr[0] "{count} фото: {name}"
msgstr[1] "{count} фотографии: {name}"
msgstr[2] "{count} фотографий: {name}"
"""
ARABIC = """
msgid "Not found: {name}"
msgstr "غير موجود: {name}"

msgctxt "of a case"
msgid "Open"
msgstr "مفتوحة"

msgid "Open"
msgstr "افتح"

#, fuzzy
msgid "Sign in"
msgstr "تخمين"
"""
PHOTOS = counted("{count} photo of {name}", "{count} photos of {name}")


def forget() -> None:
    for each in (catalogue_of, tags, language_for):
        each.cache_clear()


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two complete catalogues and one that is not."""
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    forget()
    write(
        "ru",
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        RUSSIAN,
    )
    write("ar", "nplurals=1; plural=0;", ARABIC)
    write("ko", "nplurals=1; plural=0;", "", "# State: incomplete")
    yield
    forget()


def write(tag: str, plural: str, entries: str, state: str = "# A test.") -> None:
    path = translations.path_of(tag)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER.format(plural=plural, state=state) + entries)


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 фото: A"), (3, "3 фотографии: A"), (5, "5 фотографий: A"), (21, "21 фото: A")]
)
def test_plurals_follow_the_rules_of_the_language(count: int, said: str) -> None:
    assert Language("ru").say(PHOTOS.of(count=count, name="A")) == said


def test_what_a_catalogue_lacks_or_only_guesses_is_english() -> None:
    assert Language("ar").say(message("Sign out")) == "Sign out"
    assert Language("ar").say(message("Sign in")) == "Sign in"
    assert Language("ja").say(PHOTOS.of(count=2, name="A")) == "2 photos of A"


def test_one_word_of_two_meanings_has_two_translations() -> None:
    assert Language("ar").say(in_context("of a case", "Open")) == "مفتوحة"
    assert Language("ar").say(message("Open")) == "افتح"


def test_a_name_is_kept_apart_from_a_text_of_another_direction() -> None:
    assert Language("ar").say(message("Not found: {name}", name="A-1")) == "غير موجود: \u2068A-1\u2069"
    assert Language("ar").say(message("Change: {value}", value=-18.5)) == "Change: \u2068-18.5\u2069"
    assert ENGLISH.say(message("Change: {value}", value=-18.5)) == "Change: -18.5"
    assert ENGLISH.say(message("Not found: {name}", name="صندوق")) == "Not found: \u2068صندوق\u2069"
    assert ENGLISH.say(message("Not found: {name}", name="A-1")) == "Not found: A-1"


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("en", 1234567, "1,234,567"),
        ("fr", 1234567, "1\u202f234\u202f567"),
        ("es", 0.5, "0,5"),
        ("en", Share(0.0512, 1), "5.1%"),
        ("fr", Share(0.95), "95\xa0%"),
        ("en", listed(["A", "B", "C"]), "A, B, and C"),
        ("ja", listed(["A", "B", "C"]), "A、B、C"),
        ("es", listed(["A", "B"]), "A y B"),
        ("en", apart(["A, B", "C", "D"]), "A, B; C; D"),
        ("en", sentences(message("One."), message("Two.")), "One. Two."),
        ("ja", sentences(message("一。"), message("二。")), "一。二。"),
    ],
)
def test_numbers_shares_and_lists_are_written_as_in_the_language(tag: str, value: Value, said: str) -> None:
    assert Language(tag).say(value) == said


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("en", 0.9975, "0.998"),
        ("en", 1.0, "1.000"),
        ("en", -0.0001, "0.000"),
        ("es", -0.25, "-0,250"),
        ("ar", -0.25, "\u2068-0.250\u2069"),
    ],
)
def test_a_measure_has_all_its_digits(tag: str, value: float, said: str) -> None:
    assert Language(tag).fixed(value, 3) == said


def test_moments_are_written_in_the_readers_zone() -> None:
    at = datetime(2026, 11, 26, 20, 5, tzinfo=UTC)
    assert "5:05" in Language("ja", ZoneInfo("Asia/Tokyo")).say(at)
    assert "27" in Language("ja", ZoneInfo("Asia/Tokyo")).say(at)
    assert "20:05" in Language("fr").say(at)


def test_on_a_page_what_is_in_another_language_is_marked_and_everything_is_escaped() -> None:
    french = Language("fr")
    name = Localized("<箱>", "ja")
    assert french.mark(name) == Markup('<bdi lang="ja">&lt;箱&gt;</bdi>')
    assert french.mark(message("See {name}.", name=name)) == Markup('See <bdi lang="ja">&lt;箱&gt;</bdi>.')
    assert french.mark(Localized("boîte", "fr")) == Markup("boîte")
    assert french.mark(message("Of <{name}>", name="<a>")) == Markup("Of &lt;<bdi>&lt;a&gt;</bdi>&gt;")
    assert french.mark(Listed((name, 1000))) == Markup('<bdi lang="ja">&lt;箱&gt;</bdi> et 1\u202f000')


def test_only_complete_languages_are_offered() -> None:
    assert tags() == ("en", "ar", "ru")
    assert language_for(("ko", "ru")).tag == "ru"
    assert language_for(("ko",)).tag == "en"


@pytest.mark.parametrize(
    ("wish", "tag"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", None),
        ("PT-br", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("es-MX", "es"),
        ("x-klingon", None),
        ("", None),
        ("*", None),
    ],
)
def test_a_reader_gets_the_same_language_in_the_same_script(wish: str, tag: str | None) -> None:
    assert best(wish, ("en", "zh-Hans", "pt-BR", "es")) == tag


@pytest.mark.parametrize("name", ["Asia/Atlantis", "../../etc/passwd", "x" * 70, "\0"])
def test_an_unknown_time_zone_counts_as_none(name: str) -> None:
    assert language_for(("en",), name).zone is None


def test_a_text_in_several_languages_is_said_in_the_readers_or_in_english_and_else_in_any() -> None:
    product = message("Not found: {name}", name=Translated({"en": "Acme box", "ar-EG": "صندوق"}))
    assert (Language("ar").say(product), str(product)) == ("غير موجود: \u2068صندوق\u2069", "Not found: Acme box")
    assert Language("en").say(product) == "Not found: Acme box"
    assert '<bdi lang="ja">箱</bdi>' in Language("en").mark(message("Not found: {name}", name=Translated({"ja": "箱"})))
    assert "".join(each.text for each in Language("ar").pieces(product)) == "غير موجود: صندوق"


def test_a_month_names_the_era_of_its_year_where_a_day_does() -> None:
    month = date(2026, 11, 1)
    assert Language("th").month(month) == "พฤศจิกายน ค.ศ. 2026"
    assert Language("th").say(month).endswith("ค.ศ. 2026")
    assert ENGLISH.month(month) == "November 2026"


@pytest.mark.parametrize(
    ("lasted", "said"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=50), "50 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=30), "30 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_duration_is_told_as_finely_as_it_is_short(lasted: timedelta, said: str) -> None:
    assert ENGLISH.say(lasted) == said
