"""What a sheet must have before it is published, in addition to what its reader asks for."""

from model.catalogue import ProductSheet
from model.keys import MISSING, SheetProblem
from model.messages import listed, message
from model.sheet_reading import ExaminedSheet

NO_VIEW = message("needs at least one view to photograph")
NO_POINT = message("needs at least one identification point")
SAME_LANGUAGES = message("has no text in all languages of the product's name; it lacks: {tags}")


def missing_in(examined: ExaminedSheet) -> tuple[SheetProblem, ...]:
    """Everything that keeps a sheet from being published, in the order of the sheet's parts."""
    return (*examined.problems, *_unfilled(examined.sheet), *_untranslated(examined.sheet))


def _unfilled(sheet: ProductSheet) -> list[SheetProblem]:
    needed = {
        "category": (sheet.category, MISSING),
        "views": (sheet.views, NO_VIEW),
        "points": (sheet.points, NO_POINT),
    }
    return [SheetProblem((key,), reason) for key, (value, reason) in needed.items() if not value]


def _untranslated(sheet: ProductSheet) -> list[SheetProblem]:
    """Texts that lack a language of the name: a reader of that language would read half a sheet."""
    views = [(("views", place, "title"), view.title) for place, view in enumerate(sheet.views)]
    points = [
        (("points", place, part), getattr(point, part))
        for place, point in enumerate(sheet.points)
        for part in ("title", "genuine", "counterfeit")
    ]
    lacking = [(path, [tag for tag in sheet.name if tag not in texts]) for path, texts in (*views, *points) if texts]
    return [SheetProblem(path, SAME_LANGUAGES.of(tags=listed(tags))) for path, tags in lacking if tags]
