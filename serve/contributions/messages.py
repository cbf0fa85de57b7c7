"""What people read about contributions; `findings` has the words of findings."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, in_context, message
from serve.contributions.domain import EACH_PHOTO, ContributionState
from serve.contributions.image_domain import ImageState, Severity
from serve.review.domain import Standing

# Translators: what a contributor agrees to. Earlier versions stay, because contributions name the one agreed to.
STATEMENTS: Mapping[int, Message] = MappingProxyType(
    {
        1: message(
            "My organisation holds the rights to these images, or may pass them on under this licence. The operator "
            "may train and test releases with them. The labels are what my organisation attests. The images show no "
            "people and no personal data."
        )
    }
)
# Translators: where a contribution of images stands.
STATES: Mapping[ContributionState, Message] = MappingProxyType(
    {
        ContributionState.COLLECTING: in_context("contribution", "Collecting files"),
        ContributionState.CHECKING: in_context("contribution", "Being checked"),
        ContributionState.CHECKED: in_context("contribution", "Checked"),
        ContributionState.SUBMITTED: in_context("contribution", "Submitted"),
        ContributionState.WITHDRAWN: in_context("contribution", "Withdrawn"),
        ContributionState.REMOVED: in_context("contribution", "Removed"),
    }
)
# Translators: where one image of a contribution stands.
IMAGE_STATES: Mapping[ImageState, Message] = MappingProxyType(
    {
        ImageState.READY: in_context("image", "Ready"),
        ImageState.FAULTY: in_context("image", "Needs a correction"),
        ImageState.LEFT_OUT: in_context("image", "Left out"),
        ImageState.SUBMITTED: in_context("image", "Submitted"),
        ImageState.WITHDRAWN: in_context("image", "Withdrawn"),
    }
)
# Translators: where a submitted image stands for the person who contributed it.
STANDINGS: Mapping[Standing, Message] = MappingProxyType(
    {
        Standing.IN_REVIEW: in_context("image", "Held for review"),
        Standing.ACCEPTED: in_context("image", "Accepted"),
        Standing.SENT_BACK: in_context("image", "Sent back"),
        Standing.REPLACED: in_context("image", "Corrected and sent again"),
        Standing.WITHDRAWN: in_context("image", "Withdrawn"),
    }
)
SETTLED: Mapping[Label, Message] = MappingProxyType(
    {
        # Translators: an item was accepted; two people of the operator settled another label than the contributor's.
        Label.GENUINE: message("Accepted as genuine. You said counterfeit."),
        Label.COUNTERFEIT: message("Accepted as counterfeit. You said genuine."),
    }
)
SEVERITIES: Mapping[Severity, Message] = MappingProxyType(
    {
        Severity.ERROR: in_context("finding", "Error"),
        Severity.WARNING: in_context("finding", "Warning"),
        Severity.NOTE: in_context("finding", "Note"),
    }
)
LABELS: Mapping[Label, Message] = MappingProxyType(
    {Label.GENUINE: message("genuine"), Label.COUNTERFEIT: message("counterfeit")}
)
EXAMPLE = """\
{product}/
  genuine/
    item-01/front.jpg
    item-01/label.jpg
    item-02/front.jpg
  counterfeit/
    item-03/front.jpg"""
ITEMS_BY: Mapping[str, Message] = MappingProxyType(
    {
        "folder": message("Each folder was taken for one item."),
        "name": message("Photos whose names begin alike were taken for one item."),
        EACH_PHOTO: message("Each photo was taken for one item."),
    }
)
FOR_SCRIPT: Mapping[str, Message] = MappingProxyType(
    {
        "image_genuine": message("Genuine"),
        "image_counterfeit": message("Counterfeit"),
        "image_unlabelled": message("No label"),
        "image_left_out": message("Left out"),
        # Translators: what an image is now, for people who do not see the screen.
        "image_now": message("{name}: {state}"),
        # Translators: name is that of the file of an image; the image now counts as the only photo of its item.
        "image_own_item": message("{name} is an item of its own."),
    }
)
FOR_TEMPLATES = {
    "contribution_states": STATES,
    "contributed_image_states": IMAGE_STATES,
    "contribution_standings": STANDINGS,
    "finding_severities": SEVERITIES,
}
