"""Whether a replayed verdict is the one in a bundle, and the one that was recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.messages import Listed, Message, Wording, apart, counted, in_context, message
from model.release import Release
from model.verdict import Reader, Verdict
from serve.examinations.confidentiality import withheld, withheld_but_measures, withheld_one_by_one
from serve.examinations.domain import restricted_of, text_key, written
from serve.examinations.recorded import document_like, is_earlier
from serve.examinations.seal_domain import point_hmac, release_hmac, restricted_hmac, verdict_hmac

MOST_DIFFERENCES = 5  # that are named of one verdict
# Translators: of what a verdict was read with: {name} is a reader of codes or text, the others are its versions.
OTHER_READER = message("the reader {name} was {then} and is {now} here")
ABSENT = in_context("reader", "absent")
WITH_FILE = message("{reader} with the file {file}")
# Translators: {fields} are names of values, such as outcome.
DIFFERS = message("the replayed verdict differs in {fields}")
MORE_DIFFER = counted(
    "the replayed verdict differs in {fields} and {count} more",
    "the replayed verdict differs in {fields} and {count} more",
)
WRITTEN_OTHERWISE = message("the replayed verdict differs in how it is written")


@dataclass(frozen=True)
class VerdictComparison:
    """A replayed verdict beside the bundle's.

    Attributes:
        verdict: the replayed one, with the recorded time.
        text, stated: the bundle's, as text and parsed, as the person who exported it may see it.
        recorded: what the audit log has of it.
        secret: the key of the digests in that.
    """

    verdict: Verdict
    text: str
    stated: Mapping[str, Any]
    release: Release
    recorded: Mapping[str, Any]
    secret: str

    def differences(self) -> Iterator[Message]:
        """How the bundle's verdict, or the recorded one, differs from the replayed one."""
        if not self._absent <= self._restricted:
            yield message("withholds a point that no one keeps confidential")
        shown = [self._document(verdict) for verdict in self._as_shown()]
        of_release = self.recorded.get("release_hmac")
        if of_release is not None and of_release != release_hmac(self.secret, self.release.sha256):
            yield message("was given by another release of the same id")
        if self.text not in map(written, shown):
            yield _named(shown[0], self.stated)
        elif self._recorded_hmac() != self.recorded.get("verdict_hmac"):
            yield message("is not the one that was recorded: its time or what it withholds differs")

    @property
    def _absent(self) -> frozenset[str]:
        """Points and texts that the bundle's verdict does not name."""
        points = frozenset(each.id for each in self.verdict.points) - {each["id"] for each in self.stated["points"]}
        named = {each["id"] for each in self.stated.get("texts", ())}
        return points | {text_key(each.id) for each in self.verdict.texts if each.id not in named}

    @property
    def _restricted(self) -> frozenset[str]:
        """Points and texts of the product that not every reader may see, according to the audit log."""
        product = self.release.description.products.get(self.verdict.product.id or "")
        listed, kept = restricted_of(product.sheet) if product else {}, self.recorded.get("restricted")
        if isinstance(kept, dict):  # earlier logs have one for each
            return frozenset(key for key in listed if point_hmac(self.release.sha256, key) in kept)
        whole = restricted_hmac(self.secret, str(self.recorded.get("verdict_hmac")), listed)
        return frozenset(listed) if kept == whole else frozenset()

    def _as_shown(self) -> Iterator[Verdict]:
        """The verdict for each kind of reader who would have got such a text, the likeliest first."""
        if not self._absent:
            yield self.verdict
        hidden = self._absent or self._restricted  # all, of a product that no point of the sheet was scored of
        yield withheld(self.verdict, hidden)
        yield withheld_but_measures(self.verdict, hidden)
        if is_earlier(self.stated):
            yield withheld_one_by_one(self.verdict, self._absent)

    def _recorded_hmac(self) -> str:
        return verdict_hmac(self.secret, written(self._document(self.verdict)))

    def _document(self, verdict: Verdict) -> dict[str, Any]:
        """A verdict in the form of the bundle's, with the readers that it names."""
        document = document_like(self.stated, verdict)
        return document | {"readers": self.stated["readers"]} if "readers" in document else document


def other_readers(here: Sequence[Reader], stated: Mapping[str, Any]) -> Listed:
    """The readers of a verdict that are not installed here, or in another version.

    Empty if all are. Earlier verdicts name no readers.
    """
    ours = {reader.name: (reader.library, reader.version, reader.sha256) for reader in here}
    theirs = {
        each["name"]: (each["library"], each["version"], each.get("sha256")) for each in stated.get("readers", ())
    }
    said = [
        _other(name, theirs.get(name), ours.get(name))
        for name in dict.fromkeys((*theirs, *ours))
        if theirs.get(name) != ours.get(name)
    ]
    return apart(said if "readers" in stated else ())


def _other(name: str, then: tuple[str, str, str | None] | None, now: tuple[str, str, str | None] | None) -> Message:
    return OTHER_READER.of(name=name, then=_reader(then), now=_reader(now))


def _reader(reader: tuple[str, str, str | None] | None) -> Wording:
    if reader is None:
        return ABSENT
    library, version, sha256 = reader
    return WITH_FILE.of(reader=f"{library} {version}", file=sha256) if sha256 else f"{library} {version}"


def _named(given: Mapping[str, Any], stated: Mapping[str, Any]) -> Message:
    fields = list(_fields(given, stated))
    if not fields:
        return WRITTEN_OTHERWISE
    first, more = ", ".join(fields[:MOST_DIFFERENCES]), len(fields) - MOST_DIFFERENCES
    return MORE_DIFFER.of(fields=first, count=more) if more > 0 else DIFFERS.of(fields=first)


def _fields(given: Any, stated: Any, place: str = "") -> Iterator[str]:
    """The places where two JSON values differ."""
    if isinstance(given, dict) and isinstance(stated, dict):
        for name in dict.fromkeys((*given, *stated)):
            yield from _fields(given.get(name), stated.get(name), f"{place}.{name}" if place else name)
    elif isinstance(given, list) and isinstance(stated, list) and len(given) == len(stated):
        for index, (ours, theirs) in enumerate(zip(given, stated, strict=True)):
            yield from _fields(ours, theirs, f"{place}.{index}")
    elif given != stated:
        yield place
