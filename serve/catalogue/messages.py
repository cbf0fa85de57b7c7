"""What people read about product sheets."""

from collections.abc import Mapping
from types import MappingProxyType

from model.catalogue import TextKind
from model.messages import Message, in_context, message
from model.sheet_trade import RightKind
from serve.catalogue.domain import ImportOutcome, ImportReport, PreviewAs, SheetState
from serve.catalogue.serial_messages import serial_words

# Translators: where a product sheet stands.
STATES: Mapping[SheetState, Message] = MappingProxyType(
    {
        SheetState.DRAFT: in_context("product sheet", "Draft"),
        SheetState.PUBLISHED: in_context("product sheet", "Published"),
        SheetState.WITHDRAWN: in_context("product sheet", "Withdrawn"),
    }
)
PREVIEWS: Mapping[PreviewAs, Message] = MappingProxyType(
    {
        PreviewAs.ALLOWED_AGENCY: message("An agency that you allow"),
        PreviewAs.OTHER_AGENCY: message("Another agency"),
        PreviewAs.TRAINER: message("A trainer of another agency"),
        PreviewAs.PUBLIC: message("The public"),
    }
)
TEXT_KINDS: Mapping[TextKind, Message] = MappingProxyType(
    {
        TextKind.SERIAL: message("Serial number"),
        TextKind.LOT: message("Batch number"),
        TextKind.DATE: message("Date"),
        TextKind.FIXED: message("The same on every item"),
    }
)
RIGHT_KINDS: Mapping[RightKind, Message] = MappingProxyType(
    {
        RightKind.TRADE_MARK: message("Trade mark"),
        RightKind.DESIGN: in_context("right", "Design"),
        RightKind.PATENT: message("Patent"),
        RightKind.UTILITY_MODEL: message("Utility model"),
        RightKind.COPYRIGHT: message("Copyright"),
        RightKind.GEOGRAPHICAL_INDICATION: message("Geographical indication"),
        RightKind.PLANT_VARIETY: message("Plant variety"),
        RightKind.OTHER: in_context("right", "Other"),
    }
)
# Translators: what an import does with a product sheet.
OUTCOMES: Mapping[ImportOutcome, Message] = MappingProxyType(
    {
        ImportOutcome.NEW: in_context("import", "New"),
        ImportOutcome.CHANGED: in_context("import", "Changed"),
        ImportOutcome.UNCHANGED: in_context("import", "Unchanged"),
        ImportOutcome.REFUSED: in_context("import", "Refused"),
    }
)
# Translators: the texts of an identification point: its title, and what genuine and counterfeit items show.
POINT_TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        "title": message("Title"),
        "genuine": in_context("heading", "Genuine"),
        "counterfeit": in_context("heading", "Counterfeit"),
    }
)
# Translators: a text of an identification point, and the languages whose translations are older than it.
OLDER_TEXT = message("{point}, {text}: {languages}")
AS_DRAFTS = message(
    "The sheets are saved as drafts, which officers do not see yet. A reviewer of your organisation who did not import "
    "them can publish them on the page “Product sheets”, several at once."
)
NOTHING_NEW = message("Nothing had to be saved: your newest versions say the same.")
ONLY_CHECKED = message(
    "All sheets can be saved. Nothing was saved yet: the files were only checked. Send the files again to save them."
)
ALL_REFUSED = message("Nothing was saved. Mend what is named for each file, and send all files again.")


def import_told(report: ImportReport) -> Message:
    """What an import has done, and what comes next."""
    if report.is_stored:
        return AS_DRAFTS if report.has_drafts else NOTHING_NEW
    return ONLY_CHECKED if report.is_acceptable else ALL_REFUSED


FOR_TEMPLATES = {
    "sheet_states": STATES,
    "previews": PREVIEWS,
    "text_kinds": TEXT_KINDS,
    "right_kinds": RIGHT_KINDS,
    "import_outcomes": OUTCOMES,
    "serial_words": serial_words,
}
