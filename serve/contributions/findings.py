"""The kinds of findings about contributed images: what each says, and what cures it.

What a decoder or a table says itself comes with its own words, and has no kind here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, Value, Wording, sentences
from serve.contributions.file_findings import FILES
from serve.contributions.finding_kinds import AllAtOnce, FindingKind
from serve.contributions.image_domain import ContributionFinding
from serve.contributions.image_findings import IMAGES
from serve.contributions.messages import LABELS

KINDS: Mapping[str, FindingKind] = MappingProxyType({**FILES, **IMAGES})
SAID: Mapping[str, Message] = MappingProxyType({code: kind.said for code, kind in KINDS.items()})
UNKNOWN_PRODUCT = "unknown-product"  # the code of the finding that the right holder has no sheet of a product
LEFT_OUT = frozenset(code for code, kind in KINDS.items() if kind.leaves_out)
KEEPS_ONE = frozenset(code for code, kind in KINDS.items() if kind.at_once is AllAtOnce.KEEP_ONE)


def at_once(code: str) -> AllAtOnce:
    """What can be done at once of all rows with a kind of finding."""
    return KINDS[code].at_once if code in KINDS else AllAtOnce.LEAVE_OUT


def found(code: str, **values: str | float) -> ContributionFinding:
    """A finding of a kind."""
    return ContributionFinding(code, KINDS[code].severity, values)


def said_by(finding: ContributionFinding) -> Wording:
    """What a finding says, for readers who can't cure it any more."""
    return finding.words or SAID[finding.code].of(**_values(finding))


def words_of(finding: ContributionFinding) -> Wording:
    """What a finding says, and what cures it."""
    if finding.words:
        return finding.words
    kind = KINDS[finding.code]
    values = _values(finding)
    return sentences(kind.said.of(**values), kind.cure.of(**values))


def _values(finding: ContributionFinding) -> Mapping[str, Value]:
    """The values of a finding, a label as the word that readers know."""
    label = finding.values.get("label")
    return {**finding.values, "label": LABELS[Label(label)]} if label in set(Label) else finding.values
