"""Records what happened to contributions, with the digests that the verifier compares."""

from collections.abc import Sequence
from typing import Any

from serve.contributions.domain import Contribution
from serve.contributions.image_domain import ContributedImage
from serve.contributions.image_store import digest_of
from serve.contributions.permissions import ContributionAction
from serve.contributions.work import ContributionWork


def record(work: ContributionWork, action: ContributionAction, contribution: Contribution, **details: Any) -> None:
    """Record what happened to a contribution."""
    work.record(action, contribution.id, digest=contribution.digest, **details)


def record_images(
    work: ContributionWork, action: ContributionAction, contribution: Contribution, images: Sequence[ContributedImage]
) -> None:
    """The same, with all of its images as they are now."""
    record(work, action, contribution, images_sha256=digest_of(images))


def record_files(work: ContributionWork, action: ContributionAction, contribution: Contribution) -> None:
    """The same, with all of its files."""
    record(work, action, contribution, files_sha256=work.contributions.files_digest(contribution.id))


def record_all(work: ContributionWork, action: ContributionAction, contribution: Contribution) -> None:
    """The same, with all of its files and images as they are written."""
    files, images = work.contributions.files_digest(contribution.id), work.images.digest(contribution.id)
    record(work, action, contribution, files_sha256=files, images_sha256=images)
