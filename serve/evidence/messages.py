"""Sentences of the report and the bundle: findings in the report's languages, and how to verify a bundle."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from model.verdict import Verdict
from serve.cases.domain import CaseState, ItemFinding
from serve.cases.report.labels import FALLBACK
from serve.enquiries.domain import AnswerOutcome, EnquiryState
from serve.examinations import doubts

Word = CaseState | ItemFinding | AnswerOutcome | EnquiryState
LANGUAGES: Mapping[str, str] = MappingProxyType(  # of the report, each in its own words
    {"en": "English", "ja": "日本語", "fr": "Français", "es": "Español", "ar": "العربية"}
)
SAID: Sequence[tuple[Word, Mapping[str, str]]] = (
    (
        CaseState.OPEN,
        {"en": "Open", "ja": "未終了", "fr": "Ouvert", "es": "Abierto", "ar": "مفتوحة"},
    ),
    (
        CaseState.CLOSED,
        {"en": "Closed", "ja": "終了", "fr": "Clos", "es": "Cerrado", "ar": "مغلقة"},
    ),
    (
        ItemFinding.GENUINE,
        {"en": "Genuine", "ja": "真正品", "fr": "Authentique", "es": "Auténtico", "ar": "أصلي"},
    ),
    (
        ItemFinding.COUNTERFEIT,
        {"en": "Counterfeit", "ja": "偽造品", "fr": "Contrefait", "es": "Falsificado", "ar": "مقلَّد"},
    ),
    (
        ItemFinding.UNDETERMINED,
        {"en": "Undetermined", "ja": "判定できず", "fr": "Indéterminé", "es": "Sin determinar", "ar": "غير محدَّد"},
    ),
    (
        AnswerOutcome.CONFIRMED_GENUINE,
        {
            "en": "Confirmed genuine",
            "ja": "真正品と確認",
            "fr": "Confirmé authentique",
            "es": "Confirmado auténtico",
            "ar": "تأكد أنه أصلي",
        },
    ),
    (
        AnswerOutcome.CONFIRMED_COUNTERFEIT,
        {
            "en": "Confirmed counterfeit",
            "ja": "偽造品と確認",
            "fr": "Confirmé contrefait",
            "es": "Confirmado falsificado",
            "ar": "تأكد أنه مقلَّد",
        },
    ),
    (
        AnswerOutcome.CANNOT_TELL,
        {
            "en": "Can't tell from these photos",
            "ja": "写真からは判断できない",
            "fr": "Impossible à dire d'après ces photos",
            "es": "No se puede saber por estas fotos",
            "ar": "لا يمكن الجزم من هذه الصور",
        },
    ),
    (
        EnquiryState.WITHDRAWN,
        {
            "en": "Withdrawn by the agency before it was answered",
            "ja": "回答前に照会元が取り下げ",
            "fr": "Retirée par le service avant la réponse",
            "es": "Retirada por el organismo antes de la respuesta",
            "ar": "سحبته الجهة قبل الرد عليه",
        },
    ),
)
GIVEN: Mapping[str, str] = MappingProxyType(  # a product that an officer gave and a verdict does not find
    {
        "en": "Given: {name}. According to the assistant, the photos don't show it.",
        "ja": "申告:{name}(アシスタントによれば、写真の物品はこの製品ではありません)",
        "fr": "Indiqué : {name}. Selon l'assistant, les photos ne le montrent pas.",
        "es": "Indicado: {name}. Según el asistente, las fotos no lo muestran.",
        "ar": "المُصرَّح به: {name}. وفقًا للمساعد، لا تُظهره الصور.",
    }
)
_BY_WORD = {(type(word), word): texts for word, texts in SAID}


def said(word: Word, language: str) -> str:
    """A term of a case or an enquiry in one of the report's languages."""
    texts = _BY_WORD[type(word), word]
    return texts.get(language, texts[FALLBACK])


def given(verdict: Verdict, name: str, language: str) -> str:
    """The name of the product that an item is meant to be; one that the verdict's photos don't show is only given."""
    if doubts.product_fits(verdict) or doubts.is_poor(verdict):
        return name
    return GIVEN.get(language, GIVEN[FALLBACK]).format(name=name)


def readme(number: str, agency: str, keys: Sequence[str], made_at: datetime) -> str:
    """The text in the bundle for the person who unpacks it.

    Args:
        number: of the case.
        agency: by name.
        keys: ids of the keys that signed.
        made_at: when.
    """
    at = f"{made_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return README.format(number=number, agency=agency, keys=", ".join(keys), made_at=at)


README = """\
EVIDENCE BUNDLE OF CASE {number}
{agency}

This file contains a case as of {made_at} (UTC), with everything that
is needed to find out whether any of it was changed later.

WHAT IS INSIDE
  report.pdf         the case, to be read and printed
  case.json          the same in full, for programs
  photos/            the photos as they were received, byte for byte; each is
                     named by the SHA-256 digest of its bytes
  verdicts/          the assistant's verdict on the photos, one file per
                     examination. Name and place of identification points
                     that a right holder keeps confidential are not given
  audit/events.json  every entry of the audit log about this case, signed
  keys/              the public keys that the entries are signed with
  releases.json      which releases of the assistant gave the verdicts, and the
                     digests of their files
  manifest.json      the SHA-256 digest and size of every file here
  proof.json         the audit log's entry of this export; it has the digest
                     of manifest.json and is signed

HOW TO VERIFY IT
  1. Ask the agency, by a channel that you trust, for the id of its signing key.
     This bundle says that it is: {keys}
  2. Install Shingan on any machine. It needs no network, no database and no
     account.
  3. Ask the agency for the releases that releases.json names and for their
     keys: "shingan release export ID --out FOLDER" writes both. Put each folder,
     and the file with its key (ID.key), beside this file.
  4. Run:  shingan verify case-{number}.zip --keys KEYS --release RELEASE
     RELEASE is a release's folder; repeat --release for each. KEYS is a folder
     with the agency's public keys, as you got them from the agency. Without
     --keys, those inside this bundle are used; compare the id that is printed
     with the one that the agency gave you. If the key of a release is elsewhere
     than beside its folder, name its file with --release-key.

It recomputes every digest, checks every signature, examines the photos again
with the same release, and compares the verdicts. It says one of three things:
  sound       nothing was changed, and every verdict was given again
  intact      nothing was changed, but the verdicts were not replayed, because
              a release or its key is not there: the line says which
  NOT SOUND   something was changed: a line for each difference names the file

WITHOUT SHINGAN
  Unpack this file with any program. "sha256sum" gives the digests that
  manifest.json lists; that of manifest.json itself is in proof.json. The
  "signature" of an entry is Ed25519 (RFC 8032), by the key whose id is "key",
  over the text "shingan audit head NUMBER DIGEST". DIGEST is the SHA-256 of
  the JSON array [number, at, actor, action, subject, details, previous], with
  ", " between its members.

WHAT IT DOES NOT PROVE
  That the photos show the item that they are said to show, and that the
  agency's log was honest from the start. The assistant supports a decision; it
  does not make one.
"""
