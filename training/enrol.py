"""Enrols products with genuine items only: makes a new release that also knows them, without training.

The network does not change. New are references, by which the products are recognised, a memory bank for their one-class
scores, and limits counted on their own genuine items, each judged without itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from model.catalogue import ProductSheet
from model.datasets.splits import Split
from model.description import FORMAT_VERSION, ReleaseDescription, parse_description
from model.examiner import Examiner
from model.release import DESCRIPTION_FILE, Release, load_release
from model.released_product import Basis, ReleasedProduct
from model.sheet_json import sheet_to_json
from model.text_findings import PrintLimits
from training.belong import with_enrolled
from training.calibrate import genuine_only
from training.card import section_on_genuine_only
from training.config import FitConfig
from training.errors import WorkError
from training.examine import items_of
from training.examples import Example, example_rows, with_views
from training.gallery import Fields, build_references, gallery_bytes, joined, references_in, without
from training.gate import admitted
from training.likeness import Likeness
from training.manifest import Label, Manifest, Row, read_manifest
from training.memory_banks import STAND_INS, PatchExtractor, build_memory_banks, spread
from training.prints import print_limits, read_genuine, said_of, without_limits
from training.progress import FitProgress
from training.record import versions
from training.references import ReferencePictures, reference_pictures
from training.release import description_bytes, seal
from training.stages import FitStage

ENROLLED = "enrolled"  # key of the training record
CARD_SECTION = "\n\n## Enrolled since\n"
UNTRAINED = (
    "the network was fitted without pretrained weights and may know drawn pictures alone, so scores of enrolled "
    "products tell less; to better them, fit the release with --weights imagenet or a file, and enrol again"
)


@dataclass(frozen=True)
class EnrolCall:
    """The options of `shingan-train enrol`; accept: codes of accepted findings."""

    release: Path
    manifest: Path
    releases: Path
    accept: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Base:
    """The release that is enrolled into."""

    folder: Path
    release: Release
    document: dict[str, Any]


def enrol(call: EnrolCall, progress: FitProgress) -> Path:
    """Make the new release and return its folder.

    Raises:
        ReleaseRefusedError: the release can't be read.
        ManifestError: the manifest can't be read.
        WorkError: findings that are not accepted, no product to enrol, or too few genuine items of one.
    """
    base = _read(call.release)
    warning = features_warning(base.document["training"])
    if warning:
        progress.say(f"warning: {base.release.id}: {warning}")
    admitted(call.manifest, FitConfig(), call.accept, progress, learns_labels=False)
    manifest = read_manifest(call.manifest)
    rows = _rows(manifest, base.release.description, progress)
    sheets = [with_views(manifest.catalogue[product], rows) for product in sorted({row.product for row in rows})]
    described = _with_products(base.release.description, sheets)
    examples = example_rows(rows, manifest.folder, described)
    gallery = _gallery(base, examples, progress)
    pictures = reference_pictures(manifest, sheets)
    files = _files(base, sheets) | {"gallery.npz": gallery} | pictures.files()
    document = _document(base, sheets, references_in(gallery), pictures, manifest, call)
    document |= _prints(base, document, gallery, pictures, examples, progress)
    products = {sheet.id for sheet in sheets}
    banks = Examiner(replace(base.release, gallery=gallery)).gallery.memories
    card = files["MODEL_CARD.md"].decode().partition(CARD_SECTION)[0].rstrip()
    enrolled = {name: banks[name] for name in sorted({*base.release.description.enrolled, *products})}
    section = section_on_genuine_only(enrolled).partition("\n")[2]
    caution = f"\n\nCaution: {warning}." if warning else ""
    files["MODEL_CARD.md"] = f"{card}{CARD_SECTION}{section}{caution}\n".encode()
    return seal(
        lambda digests: description_bytes({**document, "files": dict(sorted(digests.items()))}), files, call.releases
    )


def features_warning(record: Mapping[str, Any]) -> str | None:
    """The warning for a release whose features were learned without real photos, with what to do; None for others.

    Pretrained weights have seen real photos. Without them the network knows its own products' pictures alone, and the
    record can't tell whether those were drawn.

    Args:
        record: of the training run (training/record.py).
    """
    return UNTRAINED if record.get("weights", "none") == "none" else None


def _read(folder: Path) -> _Base:
    return _Base(folder, load_release(folder), json.loads((folder / DESCRIPTION_FILE).read_bytes()))


def _files(base: _Base, sheets: Sequence[ProductSheet]) -> dict[str, bytes]:
    """All files of the release but its description, and the pictures that an enrolment replaces; all are checked."""
    description, new = base.release.description, {sheet.id for sheet in sheets}
    replaced = {picture.file for picture in description.references if picture.product in new}
    return {name: (base.folder / name).read_bytes() for name in description.files if name not in replaced}


def _rows(manifest: Manifest, known: ReleaseDescription, progress: FitProgress) -> list[Row]:
    """The genuine rows of products that the network was not trained on, without those held out for a test.

    Where a product has genuine rows alone, nothing could be tested: then rows are held out only where the manifest
    says so.
    """
    trained = set(known.products) - set(known.enrolled)
    new = {row.product for row in manifest.rows} - trained
    if not new:
        raise WorkError(
            f"{manifest.folder}: the release was trained on all of these products; fit again to teach it more"
        )
    for product in sorted({row.product for row in manifest.rows} & trained):
        progress.say(f"{product}: the release was trained on it; left as it is")
    contrasted = {row.product for row in manifest.rows if row.label is Label.COUNTERFEIT}
    return [
        row
        for row in manifest.rows
        if row.product in new
        and row.label is Label.GENUINE
        and (row.split is not Split.TEST or not (row.split_given or row.product in contrasted))
    ]


def _with_products(description: ReleaseDescription, sheets: Sequence[ProductSheet]) -> ReleaseDescription:
    calibrated = genuine_only(FitConfig())
    new = {
        sheet.id: ReleasedProduct(sheet, calibrated.calibration, calibrated.rules, (), Basis.GENUINE_ONLY)
        for sheet in sheets
    }
    return replace(description, products={**description.products, **new})


def _gallery(base: _Base, examples: Sequence[Example], progress: FitProgress) -> bytes:
    """The gallery with the products' references and memory banks; an earlier enrolment of theirs is replaced."""
    products = {example.row.product for example in examples}
    examiner = Examiner(base.release)
    kept = without(references_in(base.release.gallery), products)
    with progress.stage(FitStage.REFERENCES, len(examples)) as advance:
        new = build_references(examples, examiner.see, FitConfig().references, advance)
    genuine = {name: [e for e in examples if e.row.product == name] for name in sorted(products)}
    extractor = PatchExtractor(examiner.scorer, base.release.description.preprocess)
    with progress.stage(FitStage.MEMORY_BANKS, len(genuine)) as advance:
        banks = build_memory_banks(genuine, lambda product: _others(joined(kept, new), product), extractor, 0, advance)
    old = {name: bank for name, bank in examiner.gallery.memories.items() if name not in products}
    return gallery_bytes(joined(kept, new), old | banks)


def _others(references: Fields, product: str) -> list[bytes]:
    """A few of the genuine pictures of other products."""
    offset, jpeg = references["offset"], references["jpeg"]
    rows = np.flatnonzero((references["product"] != product) & (np.diff(offset) > 0))
    return [bytes(jpeg[offset[row] : offset[row + 1]].tobytes()) for row in spread(rows.tolist(), STAND_INS)]


def _document(
    base: _Base,
    sheets: Sequence[ProductSheet],
    references: Fields,
    pictures: ReferencePictures,
    manifest: Manifest,
    call: EnrolCall,
) -> dict[str, Any]:
    """release.json, without the digests of its files."""
    likeness = Likeness.of(references)
    calibrated = genuine_only(FitConfig())
    products = {
        sheet.id: {
            "sheet": sheet_to_json(sheet),
            "calibration": asdict(calibrated.calibration),
            "rules": [asdict(rule) for rule in calibrated.rules],
            "settling": [],
            "basis": calibrated.basis.value,
            "unlike_weight": 0.0,
            "familiarity": likeness.limit(sheet.id),
        }
        for sheet in sheets
    }
    record = base.document["training"]
    step = {
        "into": base.release.id,
        "products": [sheet.id for sheet in sheets],
        "manifest_sha256": manifest.sha256,
        "accepted_findings": sorted(call.accept),
        "versions": versions(),
    }
    return {
        **base.document,
        "format": FORMAT_VERSION,
        "products": {**base.document["products"], **products},
        **_sorting(base, likeness, sheets, pictures),
        "temperature": likeness.temperature(),
        "training": {**record, ENROLLED: [*record.get(ENROLLED, []), step]},
    }


def _prints(
    base: _Base,
    document: Mapping[str, Any],
    gallery: bytes,
    pictures: ReferencePictures,
    examples: Sequence[Example],
    progress: FitProgress,
) -> dict[str, Any]:
    """When lines of print count as read: as before, with the enrolled products' texts that can be."""
    products = {example.row.product for example in examples}
    described = parse_description(description_bytes({**document, "prints": _asdict(without_limits())}))
    sheets = [described.products[product].sheet for product in sorted(products)]
    if described.prints is None or not any(sheet.texts for sheet in sheets):
        return {}
    contents = {**base.release.references, **pictures.contents}
    release = replace(base.release, description=described, gallery=gallery, references=contents)
    limits = print_limits(read_genuine(Examiner(release), items_of(examples)), sheets, base.release.description.prints)
    for text in said_of(limits):
        progress.say(text)
    return {"prints": _asdict(limits)}


def _asdict(limits: PrintLimits | None) -> dict[str, Any] | None:
    return asdict(limits) if limits else None


def _sorting(
    base: _Base, likeness: Likeness, sheets: Sequence[ProductSheet], pictures: ReferencePictures
) -> dict[str, Any]:
    """What photos are sorted and registered by; pictures of an earlier enrolment of the products are replaced."""
    products = [sheet.id for sheet in sheets]
    kept = [each for each in base.release.description.references if each.product not in products]
    limits = base.release.description.belonging
    return {
        "references": [asdict(picture) for picture in (*kept, *pictures.pictures)],
        "belonging": asdict(with_enrolled(limits, likeness, products)) if limits else None,
    }
