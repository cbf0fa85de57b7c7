"""Contributions for tests: pictures, ZIPs and tables that are sent, and the checks of them."""

import hashlib
import io
import itertools
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from PIL import Image

from serve.accounts.domain import Actor
from serve.catalogue.editing import Sheets
from serve.contributions.checking import CHECK
from serve.contributions.domain import FileReading
from serve.contributions.filing import PURPOSE, ContributionFiles
from serve.contributions.image_domain import ContributedImage, ImageFilter
from serve.contributions.labelling import Labelling
from serve.contributions.service import Began, Contributions
from serve.contributions.shown import ShownContribution
from serve.platform.parts import Parts
from serve.uploads.domain import Announcement
from serve.uploads.service import Uploads
from tests.serve.jobbing import runner_of
from tests.serve.sheets import complete

LICENCE = "CC-BY-4.0"
_seeds = itertools.count(90_000)  # of pictures that no other test has


def picture(**saved: Any) -> bytes:
    """A picture unlike any before, as JPEG.

    Args:
        saved: options of Pillow, such as `exif`.
    """
    return drawn(next(_seeds), **saved)


def drawn(seed: int, quality: int = 92, **saved: Any) -> bytes:
    """The picture of a seed, sharp and like no other."""
    blocks = np.random.default_rng(seed).integers(20, 236, (15, 20, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(blocks.repeat(16, axis=0).repeat(16, axis=1)).save(buffer, "JPEG", quality=quality, **saved)
    return buffer.getvalue()


def zipped(entries: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items() if isinstance(entries, Mapping) else entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def uploaded(parts: Parts, actor: Actor, name: str, content: bytes) -> str:
    """The id of a finished upload."""
    uploads = parts[Uploads]
    announced = Announcement(name, PURPOSE, len(content), hashlib.sha256(content).hexdigest())
    upload = uploads.create(actor, announced)
    uploads.append(actor, upload.id, 0, content)
    return upload.id


class Contributor:
    """A person who contributes."""

    def __init__(self, parts: Parts, actor: Actor, product: str) -> None:
        """Give their organisation a sheet of the product, unless it has one."""
        self.parts, self.actor, self.product = parts, actor, product
        sheets = parts[Sheets]
        known = {read.record.product_id for read in sheets.page(actor, None, 100).entries}
        if product not in known:
            sheets.create(actor, complete(product))

    def begin(self, files: Mapping[str, bytes] | None = None, **reading: Any) -> str:
        """The id of a new contribution with these files; all of one product unless said otherwise."""
        said = FileReading(**{"product": self.product, **reading})
        shown = self.parts[Contributions].create(self.actor, Began(LICENCE, has_consented=True, reading=said))
        if files:
            self.add(shown.contribution.id, files)
        return shown.contribution.id

    def add(self, contribution: str, files: Mapping[str, bytes]) -> ShownContribution:
        """Add files to a contribution."""
        ids = [uploaded(self.parts, self.actor, name, content) for name, content in files.items()]
        return self.parts[ContributionFiles].add(self.actor, contribution, ids).shown

    def check(self, contribution: str) -> ShownContribution:
        """The contribution after a check."""
        self.parts[Contributions].check(self.actor, contribution)
        run_checks(self.parts)
        return self.view(contribution)

    def checked(self, files: Mapping[str, bytes], **reading: Any) -> str:
        """The id of a new contribution with these files that was checked."""
        contribution = self.begin(files, **reading)
        self.check(contribution)
        return contribution

    def view(self, contribution: str) -> ShownContribution:
        """The contribution."""
        return self.parts[Contributions].view(self.actor, contribution)

    def images(self, contribution: str, finding: str | None = None) -> list[ContributedImage]:
        """Its rows."""
        page = self.parts[Labelling].page(self.actor, contribution, ImageFilter(finding), 0, 10_000)
        return [shown.image for shown in page.entries]

    def codes(self, contribution: str) -> dict[str, list[str]]:
        """What was found in each row, by its name."""
        return {image.name: [each.code for each in image.findings] for image in self.images(contribution)}


def run_checks(parts: Parts, lease: timedelta | None = None) -> None:
    """Run every check that waits."""
    runner = runner_of(parts, CHECK) if lease is None else runner_of(parts, CHECK, lease)
    while (job := runner.take()) is not None:
        runner.run(job)
