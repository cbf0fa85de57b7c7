"""What is found in files: in ZIPs and their entries, and in the table beside the images."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import message
from serve.contributions.finding_kinds import ERROR, NOTE, WARNING, FindingKind

PACK_AGAIN = message("Pack the ZIP again from the original folder.")
FILES: Mapping[str, FindingKind] = MappingProxyType(
    {
        "archive-unreadable": FindingKind(
            ERROR,
            message("The file {file} is no ZIP that can be read, or it was cut off."),
            message("Pack it again without a password, and send it again."),
        ),
        "archive-too-many-entries": FindingKind(
            ERROR,
            message("The file {file} has more than {limit} entries, so it is not read."),
            message("Divide it, and send the parts in several contributions."),
        ),
        "archive-too-large": FindingKind(
            ERROR,
            message("The entries of {file} have more than {limit} MB together; nothing after that was read."),
            message("Divide it, and send the parts in several contributions."),
        ),
        "contribution-full": FindingKind(
            ERROR,
            message("The contribution has {limit} rows, so {file} was not read to its end."),
            message("Remove the file, and send it in another contribution."),
        ),
        "archive-passed-over": FindingKind(
            NOTE,
            message("Files that systems keep beside pictures were passed over: {count} in {file}."),
            message("Nothing has to be done."),
        ),
        "table-unreadable": FindingKind(
            ERROR,
            message("The table {file} is not read."),
            message("Correct what is named here, and send the file again under the same name."),
        ),
        "table-second": FindingKind(
            ERROR,
            message("There is another table besides {file}; a contribution has one."),
            message("Remove one of them, or begin another contribution for it."),
        ),
        "file-ignored": FindingKind(
            NOTE,
            message("This is no picture, no ZIP and no table."),
            message("Nothing has to be done; it is left out."),
            leaves_out=True,
        ),
        "entry-path": FindingKind(
            ERROR,
            message("The name of this entry leads out of the ZIP, so it was not unpacked."),
            PACK_AGAIN,
        ),
        "entry-name": FindingKind(
            ERROR,
            message("The name of this entry can't be read, or is too long, so it was not unpacked."),
            message("Rename the file with letters and digits, and pack it again."),
        ),
        "entry-link": FindingKind(
            ERROR,
            message("This entry is a link to another place, so it was not unpacked."),
            message("Put the file itself into the ZIP."),
        ),
        "entry-encrypted": FindingKind(
            ERROR,
            message("This entry is protected by a password, so it was not unpacked."),
            message("Pack it again without a password."),
        ),
        "entry-archive": FindingKind(
            ERROR,
            message("This entry is an archive itself, and those inside a ZIP are not unpacked."),
            message("Send it as a file of its own."),
        ),
        "entry-too-large": FindingKind(
            ERROR,
            message("This entry has more than {limit} MB unpacked, so it was not kept."),
            message("Save the picture smaller, as JPEG."),
            message("An entry is too large unpacked, so it was not kept."),
        ),
        "entry-ratio": FindingKind(
            ERROR,
            message("This entry grows too much when it is unpacked, as no picture does, so it was not kept."),
            message("Put the original picture into the ZIP."),
        ),
        "entry-damaged": FindingKind(
            ERROR,
            message("This entry is damaged or cut off, or is packed in a way that is not read."),
            PACK_AGAIN,
        ),
        "entry-twice": FindingKind(
            ERROR,
            message("An entry of the same name comes earlier in this ZIP, so this one was not unpacked."),
            message("Give each file a name of its own."),
        ),
        "row-without-file": FindingKind(
            ERROR,
            message("The table names this image, and no file has this path."),
            message("Send the file, or remove the row from the table."),
        ),
        "row-path": FindingKind(
            ERROR,
            message("The path of this image leads out of the folder of the table."),
            message("Write the path from the folder in which the table lies."),
        ),
        "row-twice": FindingKind(
            ERROR,
            message("The table names this image more than once."),
            message("Keep one of its rows."),
        ),
        "row-digest": FindingKind(
            ERROR,
            message("The sha256 in the table is not that of the file."),
            message("Send the file that the table means, or correct the table."),
        ),
        "not-in-table": FindingKind(
            ERROR,
            message("The table has no row for this image."),
            message(
                "Add a row to the table, or leave the image out. Beside a table, the names of folders do not count."
            ),
        ),
        "other-licence": FindingKind(
            WARNING,
            message("The table names the licence {licence}; the licence of the contribution counts."),
            message("If they differ, contribute these images under their own licence."),
            message("The table names another licence; the licence of the contribution counts."),
        ),
        "split-unused": FindingKind(
            NOTE,
            message("The splits in {file} are not used: the operator divides the items."),
            message("Nothing has to be done."),
        ),
        "other-right-holder": FindingKind(
            ERROR,
            message("The table says that another right holder, {holder}, contributes this."),
            message("Write the name of your organisation as it is here, or leave the column empty."),
            message("The table says that another right holder contributes this."),
        ),
    }
)
