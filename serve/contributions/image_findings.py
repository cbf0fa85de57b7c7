"""What is found of images: what is missing, what contradicts, copies, quality and metadata."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import message
from serve.contributions.finding_kinds import ERROR, NOTE, WARNING, AllAtOnce, FindingKind
from serve.review.messages import FILES_TELL, SAME_CAMERA

SORT = message("Sort the photos into folders named genuine and counterfeit, or choose the label here.")
REMOVE_METADATA = message(
    "If it is about a person, save a copy without metadata, and contribute that instead of this file."
)
NEARLY_BEFORE = message("You have submitted nearly the same picture before.")
UNLESS_MORE = message("Leave it out, unless it shows something that the earlier one does not.")
CONFLICT_BEFORE = message("You have submitted nearly the same picture before, with the other label.")
CONFLICT_CURE = message("Correct the label, leave it out, or withdraw the earlier item first.")
NEAR_ROW = message("Row {row} has nearly the same picture.")
NEAR = message("Another row has nearly the same picture.")
NEAR_ROW_OF_ANOTHER = message("Row {row} has nearly the same picture under another item.")
NEAR_OF_ANOTHER = message("Another row has nearly the same picture under another item.")
IMAGES: Mapping[str, FindingKind] = MappingProxyType(
    {
        "missing-label": FindingKind(
            ERROR, message("Nothing says whether this is genuine or counterfeit, or two folders contradict."), SORT
        ),
        "missing-product": FindingKind(
            ERROR,
            message("Nothing says which product this shows."),
            message("Choose the product for the contribution or here, or name a folder like it."),
        ),
        "missing-item": FindingKind(
            ERROR,
            message("Nothing says which object this shows."),
            message("Give all photos of one object the same item."),
        ),
        "missing-view": FindingKind(
            WARNING,
            message("Nothing says which view of the shot list this is."),
            message("Choose the view here, or put its name at the end of the file's name."),
        ),
        "unknown-view": FindingKind(
            ERROR,
            message("The product sheet has no view {view}."),
            message("Choose one of its views, or add this one to the sheet."),
            message("The product sheet has no such view."),
        ),
        "unknown-point": FindingKind(
            ERROR,
            message("The product sheet has no identification point {point}."),
            message("Choose one of its points, or add this one to the sheet."),
            message("The product sheet has no such identification point."),
        ),
        "unknown-product": FindingKind(
            ERROR,
            message("Your organisation has no product sheet of {product}."),
            message("Write the product's sheet first, or choose one of your products."),
            message("Your organisation has no sheet of this product."),
        ),
        "marked-genuine": FindingKind(
            ERROR,
            message("Deviating points are marked on an item that is labelled genuine."),
            message("Remove the marks, or correct the label."),
        ),
        "item-of-both-labels": FindingKind(
            ERROR,
            message("Photos of the item {item} have both labels; one object has one."),
            message("Correct the label, or give the other object an item of its own."),
            message("Photos of one item have both labels; one object has one."),
        ),
        "label-differs-from-earlier": FindingKind(
            ERROR,
            message("You have submitted the item {item} before, with the other label."),
            message("Correct the label, or withdraw the earlier item first."),
            message("You have submitted this item before, with the other label."),
        ),
        "same-picture": FindingKind(
            NOTE,
            message("Row {row} has the same picture of the same item; this one is left out."),
            message("Nothing has to be done."),
            message("Another row has the same picture of the same item; one is left out."),
            leaves_out=True,
        ),
        "picture-of-another-item": FindingKind(
            ERROR,
            message("Row {row} has the same picture under another item."),
            message("Leave one of them out, or give both the same item."),
            message("Another row has the same picture under another item."),
            at_once=AllAtOnce.KEEP_ONE,
        ),
        "label-conflict": FindingKind(
            ERROR,
            message("Row {row} has the same picture with the other label."),
            message("Correct one of the labels, or leave one of them out."),
            message("Another row has the same picture with the other label."),
            at_once=AllAtOnce.NOTHING,
        ),
        "near-copy": FindingKind(
            WARNING,
            NEAR_ROW,
            message("Keep one of them: copies are one photo, and would make figures look better than they are."),
            NEAR,
            at_once=AllAtOnce.KEEP_ONE,
        ),
        "near-copy-without-label": FindingKind(
            WARNING,
            NEAR_ROW,
            message(
                "Choose the labels of both rows first, because a genuine and a counterfeit item can look nearly the "
                "same."
            ),
            NEAR,
            at_once=AllAtOnce.NOTHING,
        ),
        "near-copy-that-differs": FindingKind(
            WARNING,
            NEAR_ROW_OF_ANOTHER,
            message(
                "The two pictures differ in a place, so check both labels first. If both labels are right, the two "
                "pictures may stay."
            ),
            NEAR_OF_ANOTHER,
            at_once=AllAtOnce.NOTHING,
        ),
        "near-copy-of-another-item": FindingKind(
            WARNING,
            NEAR_ROW_OF_ANOTHER,
            message("Keep one of them, or give both the same item if they show one object."),
            NEAR_OF_ANOTHER,
            at_once=AllAtOnce.KEEP_ONE,
        ),
        "contributed-before": FindingKind(
            NOTE,
            message("You have submitted this picture of this item before; it is left out."),
            message("Nothing has to be done."),
            leaves_out=True,
        ),
        "contributed-differently": FindingKind(
            ERROR,
            message("You have submitted this picture before as {label}, item {item}."),
            message("Leave it out, or withdraw the earlier item first."),
            message("You have submitted this picture before, as another item or with the other label."),
        ),
        "near-copy-of-earlier": FindingKind(
            WARNING,
            NEARLY_BEFORE,
            UNLESS_MORE,
        ),
        "near-copy-of-named": FindingKind(
            WARNING,
            message("You have submitted nearly the same picture before: {earlier}."),
            UNLESS_MORE,
            NEARLY_BEFORE,
        ),
        "near-copy-of-named-differs": FindingKind(
            WARNING,
            message("You have submitted nearly the same picture before as {label}: {earlier}."),
            message(
                "The two pictures differ in a place, so check the label first, because a genuine and a counterfeit "
                "item can look nearly the same. If the label is right, the picture may stay."
            ),
            message("You have submitted nearly the same picture before, and the two pictures differ in a place."),
            at_once=AllAtOnce.NOTHING,
        ),
        "label-conflict-with-earlier": FindingKind(
            ERROR,
            CONFLICT_BEFORE,
            CONFLICT_CURE,
        ),
        "label-conflict-with-named": FindingKind(
            ERROR,
            message("You have submitted nearly the same picture before as {label}: {earlier}."),
            CONFLICT_CURE,
            CONFLICT_BEFORE,
        ),
        "files-tell": FindingKind(
            WARNING,
            FILES_TELL,
            SAME_CAMERA,
            message("The files themselves tell genuine from counterfeit, without a look at the goods."),
            at_once=AllAtOnce.NOTHING,
        ),
        "photo-truncated": FindingKind(
            ERROR,
            message("The file ends too early, so a part of the picture is missing."),
            message("The file arrived as it was sent. Look at the original, and send that, or leave this one out."),
        ),
        "too-blurred": FindingKind(
            WARNING,
            message("The picture is blurred."),
            message("Contribute a sharp one, if there is one."),
        ),
        "too-small": FindingKind(
            WARNING,
            message(
                "The shorter side of the picture has {pixels} pixels; with fewer than {limit}, little can be seen."
            ),
            message("Contribute the original photo, not a thumbnail."),
            message("The picture has few pixels, so that little can be seen."),
        ),
        "metadata-position": FindingKind(
            WARNING,
            message("The file says where the photo was taken ({values})."),
            message("If no one should know, save a copy without the position, and contribute that instead."),
            message("The file says where the photo was taken."),
        ),
        "metadata-person": FindingKind(
            WARNING,
            message("The file names a person: owner, artist or copyright ({values})."),
            REMOVE_METADATA,
            message("The file names a person: owner, artist or copyright."),
        ),
        "metadata-shown": FindingKind(
            WARNING,
            message("The file names a person whom the photo shows ({values})."),
            REMOVE_METADATA,
            message("The file names a person whom the photo shows."),
        ),
        "metadata-contact": FindingKind(
            WARNING,
            message("The file says how to reach a person: address, telephone or e-mail ({values})."),
            REMOVE_METADATA,
            message("The file says how to reach a person: address, telephone or e-mail."),
        ),
        "metadata-serial": FindingKind(
            WARNING,
            message("The file has the serial number of a camera or lens ({values})."),
            REMOVE_METADATA,
            message("The file has the serial number of a camera or lens."),
        ),
        "metadata-comment": FindingKind(
            WARNING,
            message("The file has a description or a comment ({values})."),
            REMOVE_METADATA,
            message("The file has a description or a comment."),
        ),
    }
)
