"""The kinds of findings about contributed images: what each says, and what cures it.

What a decoder or a table says itself comes with its own words, and has no kind here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from model.messages import NOTHING, Message, Wording, message, sentences
from serve.contributions.image_domain import Finding, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Kind(NamedTuple):
    """A kind of finding.

    Attributes:
        said: what was found, in a whole sentence.
        cure: what to do.
        called: what was found, without the values of one row; empty where `said` has none.
        leaves_out: whether a row with it is left out, unless a person decides otherwise.
    """

    severity: Severity
    said: Message
    cure: Message
    called: Message = NOTHING
    leaves_out: bool = False

    @property
    def title(self) -> Message:
        """What was found in several rows."""
        return self.called or self.said


PACK_AGAIN = message("Pack the ZIP again from the original folder.")
SORT = message("Sort the photos into folders named genuine and counterfeit, or choose the label here.")
REMOVE_METADATA = message(
    "If it is about a person, save a copy without metadata, and contribute that instead of this file."
)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "archive-unreadable": Kind(
            ERROR,
            message("The file {file} is no ZIP that can be read, or it was cut off."),
            message("Pack it again without a password, and send it again."),
        ),
        "archive-too-many-entries": Kind(
            ERROR,
            message("The file {file} has more than {limit} entries, so it is not read."),
            message("Divide it, and send the parts in several contributions."),
        ),
        "archive-too-large": Kind(
            ERROR,
            message("The entries of {file} have more than {limit} MB together; nothing after that was read."),
            message("Divide it, and send the parts in several contributions."),
        ),
        "contribution-full": Kind(
            ERROR,
            message("The contribution has {limit} rows, so {file} was not read to its end."),
            message("Remove the file, and send it in another contribution."),
        ),
        "archive-passed-over": Kind(
            NOTE,
            message("Files that systems keep beside pictures were passed over: {count} in {file}."),
            message("Nothing has to be done."),
        ),
        "table-unreadable": Kind(
            ERROR,
            message("The table {file} is not read."),
            message("Correct what it says, and send it again under the same name."),
        ),
        "table-second": Kind(
            ERROR,
            message("There is another table besides {file}; a contribution has one."),
            message("Remove one of them, or begin another contribution for it."),
        ),
        "file-ignored": Kind(
            NOTE,
            message("This is no picture, no ZIP and no table."),
            message("Nothing has to be done; it is left out."),
            leaves_out=True,
        ),
        "entry-path": Kind(
            ERROR,
            message("The name of this entry leads out of the ZIP, so it was not unpacked."),
            PACK_AGAIN,
        ),
        "entry-name": Kind(
            ERROR,
            message("The name of this entry can't be read, or is too long, so it was not unpacked."),
            message("Rename the file with letters and digits, and pack it again."),
        ),
        "entry-link": Kind(
            ERROR,
            message("This entry is a link to another place, so it was not unpacked."),
            message("Put the file itself into the ZIP."),
        ),
        "entry-encrypted": Kind(
            ERROR,
            message("This entry is protected by a password, so it was not unpacked."),
            message("Pack it again without a password."),
        ),
        "entry-archive": Kind(
            ERROR,
            message("This entry is an archive itself, and those inside a ZIP are not unpacked."),
            message("Send it as a file of its own."),
        ),
        "entry-too-large": Kind(
            ERROR,
            message("This entry has more than {limit} MB unpacked, so it was not kept."),
            message("Save the picture smaller, as JPEG."),
            message("An entry is too large unpacked, so it was not kept."),
        ),
        "entry-ratio": Kind(
            ERROR,
            message("This entry grows too much when it is unpacked, as no picture does, so it was not kept."),
            message("Put the original picture into the ZIP."),
        ),
        "entry-damaged": Kind(
            ERROR,
            message("This entry is damaged or cut off, or is packed in a way that is not read."),
            PACK_AGAIN,
        ),
        "entry-twice": Kind(
            ERROR,
            message("An entry of the same name comes earlier in this ZIP, so this one was not unpacked."),
            message("Give each file a name of its own."),
        ),
        "missing-label": Kind(
            ERROR, message("Nothing says whether this is genuine or counterfeit, or two folders contradict."), SORT
        ),
        "missing-product": Kind(
            ERROR,
            message("Nothing says which product this shows."),
            message("Choose the product for the contribution or here, or name a folder like it."),
        ),
        "missing-item": Kind(
            ERROR,
            message("Nothing says which object this shows."),
            message("Give all photos of one object the same item."),
        ),
        "missing-view": Kind(
            WARNING,
            message("Nothing says which view of the shot list this is."),
            message("Choose the view here, or put its name at the end of the file's name."),
        ),
        "unknown-view": Kind(
            ERROR,
            message("The product sheet has no view {view}."),
            message("Choose one of its views, or add this one to the sheet."),
            message("The product sheet has no such view."),
        ),
        "unknown-point": Kind(
            ERROR,
            message("The product sheet has no identification point {point}."),
            message("Choose one of its points, or add this one to the sheet."),
            message("The product sheet has no such identification point."),
        ),
        "unknown-product": Kind(
            ERROR,
            message("Your organisation has no product sheet of {product}."),
            message("Write the product's sheet first, or choose one of your products."),
            message("Your organisation has no sheet of this product."),
        ),
        "marked-genuine": Kind(
            ERROR,
            message("Deviating points are marked on an item that is labelled genuine."),
            message("Remove the marks, or correct the label."),
        ),
        "item-of-both-labels": Kind(
            ERROR,
            message("Photos of the item {item} have both labels; one object has one."),
            message("Correct the label, or give the other object an item of its own."),
            message("Photos of one item have both labels; one object has one."),
        ),
        "label-differs-from-earlier": Kind(
            ERROR,
            message("You have submitted the item {item} before, with the other label."),
            message("Correct the label, or withdraw the earlier item first."),
            message("You have submitted this item before, with the other label."),
        ),
        "same-picture": Kind(
            NOTE,
            message("Row {row} has the same picture of the same item; this one is left out."),
            message("Nothing has to be done."),
            message("Another row has the same picture of the same item; one is left out."),
            leaves_out=True,
        ),
        "picture-of-another-item": Kind(
            ERROR,
            message("Row {row} has the same picture under another item."),
            message("Leave one of them out, or give both the same item."),
            message("Another row has the same picture under another item."),
        ),
        "label-conflict": Kind(
            ERROR,
            message("Row {row} has the same picture with the other label."),
            message("Correct one of the labels, or leave one of them out."),
            message("Another row has the same picture with the other label."),
        ),
        "near-copy": Kind(
            WARNING,
            message("Row {row} has nearly the same picture."),
            message("Keep one of them: copies count as one photo, and make figures look too good."),
            message("Another row has nearly the same picture."),
        ),
        "near-copy-of-another-item": Kind(
            WARNING,
            message("Row {row} has nearly the same picture under another item."),
            message("Keep one of them, or give both the same item if they show one object."),
            message("Another row has nearly the same picture under another item."),
        ),
        "contributed-before": Kind(
            NOTE,
            message("You have submitted this picture of this item before; it is left out."),
            message("Nothing has to be done."),
            leaves_out=True,
        ),
        "contributed-differently": Kind(
            ERROR,
            message("You have submitted this picture before as {label}, item {item}."),
            message("Leave it out, or withdraw the earlier item first."),
            message("You have submitted this picture before, as another item or with the other label."),
        ),
        "near-copy-of-earlier": Kind(
            WARNING,
            message("You have submitted nearly the same picture before."),
            message("Leave it out, unless it shows something that the earlier one does not."),
        ),
        "label-conflict-with-earlier": Kind(
            ERROR,
            message("You have submitted nearly the same picture before, with the other label."),
            message("Correct the label, leave it out, or withdraw the earlier item first."),
        ),
        "too-blurred": Kind(
            WARNING,
            message("The picture is blurred."),
            message("Contribute a sharp one, if there is one."),
        ),
        "too-small": Kind(
            WARNING,
            message(
                "The shorter side of the picture has {pixels} pixels; with fewer than {limit}, little can be seen."
            ),
            message("Contribute the original photo, not a thumbnail."),
            message("The picture has few pixels, so that little can be seen."),
        ),
        "metadata-position": Kind(
            WARNING,
            message("The file says where the photo was taken ({values})."),
            message("If no one should know, save a copy without the position, and contribute that instead."),
            message("The file says where the photo was taken."),
        ),
        "metadata-person": Kind(
            WARNING,
            message("The file names a person: owner, artist or copyright ({values})."),
            REMOVE_METADATA,
            message("The file names a person: owner, artist or copyright."),
        ),
        "metadata-serial": Kind(
            WARNING,
            message("The file has the serial number of a camera or lens ({values})."),
            REMOVE_METADATA,
            message("The file has the serial number of a camera or lens."),
        ),
        "metadata-comment": Kind(
            WARNING,
            message("The file has a description or a comment ({values})."),
            REMOVE_METADATA,
            message("The file has a description or a comment."),
        ),
        "row-without-file": Kind(
            ERROR,
            message("The table names this image, and no file has this path."),
            message("Send the file, or remove the row from the table."),
        ),
        "row-path": Kind(
            ERROR,
            message("The path of this image leads out of the folder of the table."),
            message("Write the path from the folder in which the table lies."),
        ),
        "row-twice": Kind(
            ERROR,
            message("The table names this image more than once."),
            message("Keep one of its rows."),
        ),
        "row-digest": Kind(
            ERROR,
            message("The sha256 in the table is not that of the file."),
            message("Send the file that the table means, or correct the table."),
        ),
        "not-in-table": Kind(
            ERROR,
            message("The table has no row for this image."),
            message("Add a row to the table, or leave the image out."),
        ),
        "other-licence": Kind(
            WARNING,
            message("The table names the licence {licence}; the licence of the contribution counts."),
            message("If they differ, contribute these images under their own licence."),
            message("The table names another licence; the licence of the contribution counts."),
        ),
        "split-unused": Kind(
            NOTE,
            message("The splits in {file} are not used: the operator divides the items."),
            message("Nothing has to be done."),
        ),
        "other-right-holder": Kind(
            ERROR,
            message("The table says that another right holder, {holder}, contributes this."),
            message("Write the name of your organisation as it is here, or leave the column empty."),
            message("The table says that another right holder contributes this."),
        ),
    }
)
SAID: Mapping[str, Message] = MappingProxyType({code: kind.said for code, kind in KINDS.items()})
LEFT_OUT = frozenset(code for code, kind in KINDS.items() if kind.leaves_out)


def found(code: str, **values: str | float) -> Finding:
    """A finding of a kind."""
    return Finding(code, KINDS[code].severity, values)


def words_of(finding: Finding) -> Wording:
    """What a finding says, and what cures it."""
    if finding.words:
        return finding.words
    kind = KINDS[finding.code]
    return sentences(kind.said.of(**finding.values), kind.cure.of(**finding.values))
