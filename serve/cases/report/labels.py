"""The report's own words: language tag -> label -> text. What people wrote stays in their languages."""

from collections.abc import Mapping
from types import MappingProxyType

from serve.cases.report.wording.arabic import ARABIC
from serve.cases.report.wording.english import ENGLISH
from serve.cases.report.wording.french import FRENCH
from serve.cases.report.wording.japanese import JAPANESE
from serve.cases.report.wording.spanish import SPANISH

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar"})
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": ENGLISH, "ja": JAPANESE, "fr": FRENCH, "es": SPANISH, "ar": ARABIC}
)
