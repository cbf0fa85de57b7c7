"""From an item to the flat artwork of a view, with the boxes where a deviation shows.

Boxes are measured, not claimed: the artwork is drawn with and without each deviation, and the box is where
the two differ. What a point may change at all is stated beforehand by its zone, and tests hold it to that.
"""

from collections.abc import Mapping
from typing import NamedTuple

import cv2

from datasets.draw.canvas import Canvas, Pixels
from datasets.draw.geometry import Box, box_of_mask
from datasets.draw.product import DrawnItem, Tells, View


class Rendering(NamedTuple):
    """Flat artwork (h, w, 3) and, by deviating point, the box where it departs from genuine."""

    picture: Pixels
    boxes: Mapping[str, Box]


def draw_view(view: View, item: DrawnItem, severity: Mapping[str, float]) -> Pixels:
    """The flat artwork of a view with the given deviations; points of other views are ignored."""
    canvas = Canvas(view.size, view.board)
    view.draw(canvas, item, Tells({point: severity[point] for point in view.zones if point in severity}))
    return canvas.pixels


def difference_box(one: Pixels, other: Pixels) -> Box | None:
    """The box where two pictures differ; None if they are alike."""
    return box_of_mask(cv2.absdiff(one, other).max(axis=2) > 0)


def render(view: View, item: DrawnItem, severity: Mapping[str, float]) -> Rendering:
    """Draws a view and measures where each of its deviating points shows.

    Raises:
        ValueError: a deviation that changes nothing visible, which would be a counterfeit no one can tell.
    """
    shown = [point for point in view.zones if point in severity]
    genuine = draw_view(view, item, {})
    if not shown:
        return Rendering(genuine, {})
    alone = {point: draw_view(view, item, {point: severity[point]}) for point in shown}
    boxes = {}
    for point, picture in alone.items():
        box = difference_box(genuine, picture)
        if box is None:
            message = f"{view.id}: {point} at severity {severity[point]:.2f} shows nowhere"
            raise ValueError(message)
        boxes[point] = box
    return Rendering(alone[shown[0]] if len(shown) == 1 else draw_view(view, item, severity), boxes)
