"""The text in a bundle for the person who unpacks it: what is inside, and how to verify it, without Shingan too."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from rich.cells import cell_len

from model.messages import Message, listed, message
from serve.evidence.domain import CASE, EVENTS, MANIFEST, PROOF, RELEASES, REPORT
from serve.platform.translations import ENGLISH, Language
from serve.signatures.domain import Signatory

WIDTH = 78  # columns, where words are divided by spaces
NAMES, OUTCOMES, STEPS = 19, 24, 4  # columns of indentation
UNBROKEN = "\ue000"  # stands for a space of a command, which stays in one line
TITLE = message("Evidence bundle of case {number}")
SUMMARY = message(
    "This file contains a case as of {made_at}, with everything that is needed to find out whether any of it was "
    "changed later."
)
INSIDE = message("What is inside")
FILES: Mapping[str, Message] = MappingProxyType(
    {
        REPORT: message("the case, to be read and printed"),
        CASE: message("the same in full, for programs"),
        "photos/": message(
            "the photos as they were received, byte for byte; each is named by the SHA-256 digest of its bytes"
        ),
        "verdicts/": message(
            "the assistant's verdict on the photos, one file per examination. Name and place of identification points "
            "that a right holder keeps confidential are not given"
        ),
        EVENTS: message("every entry of the audit log about this case, signed"),
        "keys/": message("the public keys that the entries are signed with"),
        RELEASES: message("which releases of the assistant gave the verdicts, and the digests of their files"),
        MANIFEST: message("the SHA-256 digest and size of every file here"),
        PROOF: message("the audit log's entry of this export; it has the digest of {manifest} and is signed").of(
            manifest=MANIFEST
        ),
    }
)
HOW = message("How to verify it")
HOW_STEPS = (
    message(
        "Ask the agency, by a channel that you trust, for the id of its signing key. This bundle says that it is: "
        "{keys}"
    ),
    message("Install Shingan on any machine. It needs no network, no database and no account."),
    message(
        "Ask the agency for the releases that {releases} names and for their keys: {export} writes both. Put each "
        "folder, and the file with its key ({key_file}), beside this file."
    ),
    message(
        "Run {verify}. {release_folder} is a release's folder; repeat {release_option} for each. {keys_folder} is a "
        "folder with the agency's public keys, as you got them from the agency. Without {keys_option}, those inside "
        "this bundle are used; compare the id that is printed with the one that the agency gave you. If the key of a "
        "release is elsewhere than beside its folder, name its file with {key_option}."
    ),
)
SIGNED = message("Who signed the report")
SIGNED_TEXT = message(
    "{report} is signed with the certificate of {holder}. Its fingerprint (SHA-256) is {fingerprint}: compare it with "
    "the one that the agency names. {check}, and any program that checks signatures of PDF files, says whether "
    "anything in it was changed."
)
WHAT_IT_DOES = message(
    "It computes every digest again, checks every signature, examines the photos again with the same release, and "
    "compares the verdicts. It says one of three things:"
)
# Translators: the word with which the line of a check begins, and what it means.
VERIFIED: Mapping[Message, Message] = MappingProxyType(
    {
        message("sound"): message("nothing was changed, and every verdict was given again"),
        message("intact"): message(
            "nothing was changed, but the verdicts were not replayed, because a release or its key is not there: the "
            "line says which"
        ),
        message("NOT SOUND"): message("something was changed: a line for each difference names the file"),
    }
)
WITHOUT = message("Without Shingan")
WITHOUT_TEXT = message(
    "Unpack this file with any program. {sha256sum} gives the digests that {manifest} lists; that of {manifest} itself "
    "is in {proof}. The {signature} of an entry is Ed25519 (RFC 8032), by the key whose id is {key}, over the text "
    "{signed_text}. DIGEST is the SHA-256 of the JSON array {array}, with “, ” between its members."
)
NOT_PROVEN = message("What it does not prove")
NOT_PROVEN_TEXT = message(
    "That the photos show the item that they are said to show, and that the agency's log was honest from the start. "
    "The assistant supports a decision; it does not make one."
)
LITERALS: Mapping[str, str] = MappingProxyType(  # what no language changes
    {
        "releases": RELEASES,
        "manifest": MANIFEST,
        "proof": PROOF,
        "export": '"shingan release export ID --out FOLDER"',
        "key_file": "ID.key",
        "release_folder": "RELEASE",
        "release_option": "--release",
        "keys_folder": "KEYS",
        "keys_option": "--keys",
        "key_option": "--release-key",
        "sha256sum": '"sha256sum"',
        "signature": '"signature"',
        "key": '"key"',
        "signed_text": '"shingan audit head NUMBER DIGEST"',
        "report": REPORT,
        "check": '"shingan report verify report.pdf"',
        "array": "[number, at, actor, action, subject, details, previous]",
    }
)


def readme(
    number: str, agency: str, keys: Sequence[str], signatory: Signatory, made_at: datetime, language: Language
) -> str:
    """The text, with the English one below it if the language is another.

    Args:
        number: of the case.
        agency: by name.
        keys: ids of the keys that signed.
        signatory: who signed the report.
        made_at: when.
        language: of the bundle.
    """
    values: Mapping[str, str] = {
        **LITERALS,
        "number": number,
        "made_at": f"{made_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "holder": signatory.name,
        "fingerprint": signatory.fingerprint,
        "verify": f'"shingan verify case-{number}.zip --keys KEYS --release RELEASE"',
    }
    values = {name: value.replace(" ", UNBROKEN) for name, value in values.items()}
    languages = [language] if language.tag == ENGLISH.tag else [language, ENGLISH]
    return "\n\n".join("\n".join(_lines(each, agency, keys, values)) for each in languages)


def _lines(language: Language, agency: str, keys: Sequence[str], values: Mapping[str, str]) -> Iterator[str]:
    def say(text: Message) -> str:
        return language.say(text.of(**values, keys=listed(keys)))

    def headed(title: Message) -> Iterator[str]:
        yield from ("", say(title), "-" * WIDTH)

    yield from (say(TITLE), "=" * WIDTH, agency, "", *_wrapped(say(SUMMARY)))
    yield from headed(INSIDE)
    for name, text in FILES.items():
        yield from _wrapped(say(text), name, NAMES)
    yield from headed(HOW)
    for place, step in enumerate(HOW_STEPS, start=1):
        yield from _wrapped(say(step), f"{place}.", STEPS)
    yield from ("", *_wrapped(say(WHAT_IT_DOES)))
    for word, text in VERIFIED.items():
        yield from _wrapped(say(text), say(word), OUTCOMES)
    for heading, text in ((SIGNED, SIGNED_TEXT), (WITHOUT, WITHOUT_TEXT), (NOT_PROVEN, NOT_PROVEN_TEXT)):
        yield from headed(heading)
        yield from _wrapped(say(text))


def _wrapped(text: str, name: str = "", indent: int = 0) -> list[str]:
    """The lines of a paragraph, after a name in the indentation; a script without spaces has long lines."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=name and f"{name}{' ' * max(1, indent - cell_len(name))}",
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(UNBROKEN, " ") for line in lines]
