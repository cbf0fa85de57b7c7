"""What parts of a clearance are called on its pages."""

from collections.abc import Iterable, Mapping, Sequence

from model.catalogue import ProductSheet
from model.messages import Localized
from serve.clearances.domain import PartKind
from serve.clearances.shown_domain import ShownPart
from serve.platform.languages import spoken


def titles_of(
    sheet: ProductSheet | None, parts: Iterable[ShownPart], languages: Sequence[str]
) -> Mapping[int, Localized]:
    """What each part is called, by its number: a point or view by its title on the sheet, a photo by its item."""
    points = {point.id: spoken(point.title, languages) for point in (sheet.points if sheet else ())}
    views = {view.id: spoken(view.title, languages) for view in (sheet.views if sheet else ())}

    def title(part: ShownPart) -> Localized:
        name = part.name.name
        if part.name.kind is PartKind.PHOTO:
            return Localized(part.item.item if part.item else name, "")
        found = (points if part.name.kind is PartKind.POINT else views).get(name)
        return found if found and found.text else Localized(name, "")

    return {part.number: title(part) for part in parts}
