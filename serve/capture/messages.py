"""What the script of the page on which photos are taken says (`static/capture.js`)."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, message
from model.quality import RETAKE_TEXT, RetakeCode
from serve.examinations.script_messages import SCRIPT as OF_THE_FORM
from serve.uploads.messages import FOR_SCRIPT as OF_UPLOADS

UPLOAD_WORDS = (
    *("upload_minutes", "upload_seconds", "upload_broken", "upload_signed_out", "upload_odd", "upload_cancel"),
)
IN_THE_FORM = ("too_heavy", "too_many", "photo", "remove", "odd_answer", "lost", "not_said")

ADVICE: Mapping[str, Message] = MappingProxyType(
    {
        **{code.value: RETAKE_TEXT[code] for code in RetakeCode},
        "too_far": message("Go closer: the item should fill the picture."),
        "cut_off": message("The item is cut off: go back until all of it is in the picture."),
    }
)
FOR_SCRIPT: Mapping[str, Message] = MappingProxyType(
    {
        **ADVICE,
        **{name: OF_UPLOADS[name] for name in UPLOAD_WORDS},
        **{name: OF_THE_FORM[name] for name in IN_THE_FORM},
        "capture_next": message("Photograph: {view}"),
        "capture_first": message("Photograph the item."),
        "capture_any": message("Photograph the item from another side."),
        "capture_as_asked": message("Photograph what the right holder asks for."),
        # Translators: once the photo is taken that a right holder asks for.
        "capture_asked_for": message("That is what was asked for. Examine, or photograph more."),
        "capture_full": message("That is all that fit."),
        "capture_no_camera": message("The camera can't be used here. Take photos with the buttons below."),
        "capture_enough": message(
            "This photo is used as it is. Where the photos do not show enough, ask the right holder or a colleague."
        ),
        # Translators: on the button that takes a photo, while the camera takes it; to the officer who holds the phone.
        "capture_hold": message("Hold still"),
        "capture_keeping": message("Keeping the photo …"),
        "other_view": message("This photo seems to show: {view}"),
        "capture_other": message("The photo seems to show something else. Photograph again: {view}"),
        "capture_doubtful": message("Better take this photo again."),
        # Translators: beside a photo: the side of the item that was to be photographed; it may show something else.
        "capture_asked": message("Asked for: {view}"),
        "capture_too_large": message("{name} has {count} million pixels; at most {limit} million can be examined."),
        "capture_broken": message("{name} is broken off: its end is missing."),
        "capture_no_photo": message("{name} is no photo that can be read."),
        "left_over": counted(
            "{count} photo of another item is not sent yet.", "{count} photos of another item are not sent yet."
        ),
        "left_of_product": counted(
            "{count} photo of {product} is not sent yet.", "{count} photos of {product} are not sent yet."
        ),
        "arrived": message("The verdict on the item before is there."),
        "arrived_of": message("The verdict is there: {product}"),
        "capture_missing": message("{view}: missing"),
        "capture_optional": message("{view}: if you can"),
        # Translators: a view of the item, where photos were chosen of which no one has said what they show.
        "capture_unassigned": message("{view}: choose below which photo shows it"),
        "capture_count": counted("{count} of {most} photos.", "{count} of {most} photos."),
        "capture_replaced": message("The last one replaces the one before it."),
        "capture_sending": message("Sending the photos …"),
        "capture_not_kept": message("This browser has no room for the photo. Remove what waits, or use the form."),
        "place_case": message("Case {number}"),
        "place_item": message("Item {number}"),
        # Translators: an item whose product is not known.
        "waiting_item": message("Item"),
        "waiting_open": counted("{count} photo; not examined yet.", "{count} photos; not examined yet."),
        "waiting_asked": counted(
            "{count} photo is being sent; then the verdict comes.",
            "{count} photos are being sent; then the verdict comes.",
        ),
        "waiting_later": counted(
            "{count} photo is sent when the connection is back.", "{count} photos are sent when the connection is back."
        ),
        "waiting_done": message("The verdict is there."),
        "waiting_gone": message("Removed."),
        "waiting_remove": message("Remove from the list"),
        "preliminary_some": counted("It is on {count} of {all} photos.", "It is on {count} of {all} photos."),
        "preliminary_agreement": message(
            "{value} in 100 preliminary verdicts agree with the final one (95% confidence: {low} to {high}; "
            "{count} items)."
        ),
        "earlier_all": counted(
            "The verdict also rests on {count} earlier photo of this item.",
            "The verdict also rests on {count} earlier photos of this item.",
        ),
        "earlier_some": counted(
            "{count} earlier photo of this item, the oldest, is left out: not all fit beside the new ones.",
            "{count} earlier photos of this item, the oldest, are left out: not all fit beside the new ones.",
        ),
        "earlier_none": message("The verdict rests on the new photos alone, as you chose below."),
        "kept_genuine": message("Genuine reference: {title}"),
        "kept_whole": message("Where it is: {title}"),
        "code_searching": message("Hold the code into the picture."),
        "code_found": message("{product}, by its code"),
        "code_unknown": message("No product that can be examined has the code {code}."),
        "code_several": message("Several products have this code. Choose one."),
        "code_no_connection": message("Without a connection a code can't be looked up. Choose the product."),
        "code_begin": message("Read a code"),
        "code_end": message("Stop reading"),
    }
)
IN_PASSING = (
    *("upload_minutes", "upload_seconds", "upload_broken", "upload_odd", "photo"),
    *("waiting_asked", "waiting_later", "waiting_done", "arrived_of"),
)
# What pages without a camera say while they send (`static/sending.js`).
FOR_SENDING: Mapping[str, Message] = MappingProxyType(
    {**{name: FOR_SCRIPT[name] for name in IN_PASSING}, "sent_share": message("Files that have arrived")}
)
FOR_TEMPLATES = {"capture_messages": FOR_SCRIPT}
