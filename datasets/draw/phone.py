"""Takes the picture: flat artwork and a scene in, a phone's photo out.

In order: table and clutter, the object's shadow and edge, the artwork through a homography, a thumb, light,
lens and sensor noise; then JPEG with EXIF.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from datasets.draw.canvas import Canvas, Colour, Pixels, rounded, stencil
from datasets.draw.geometry import Box, project, project_box
from datasets.draw.product import View
from datasets.draw.rendering import Rendering
from datasets.draw.scene import Scene
from datasets.draw.surfaces import draw_surface, smooth_noise

Image_f32 = NDArray[np.float32]
SKINS: tuple[Colour, ...] = ((236, 194, 166), (214, 166, 132), (168, 116, 84), (112, 76, 56))
LIGHT_CELL = 16  # pixels; light changes slowly, so it is worked out coarsely and enlarged
ORIENTATION_TAG = 0x0112
STORED = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}

cv2.setNumThreads(1)  # items are drawn in parallel; threads inside one would only get in the others' way


class Photo(NamedTuple):
    """An upright photo (h, w, 3) before compression, and the deviations' boxes as fractions of it."""

    pixels: Pixels
    boxes: Mapping[str, Box]


def take_photo(rendering: Rendering, view: View, scene: Scene) -> Photo:
    """Photographs a view's artwork under a scene."""
    homography = scene.homography(view)
    light = _lit(_compose(rendering.picture, view, scene, homography), scene)
    pixels = _sensed(_through_lens(light, scene), scene)
    boxes = {point: project_box(box, homography, scene.size) for point, box in rendering.boxes.items()}
    return Photo(pixels, boxes)


def encode(photo: Photo, scene: Scene) -> bytes:
    """The photo's JPEG file, its pixels stored as the scene's EXIF orientation says."""
    image = Image.fromarray(photo.pixels)
    if scene.orientation in STORED:
        image = image.transpose(STORED[scene.orientation])
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = scene.orientation
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=scene.quality, optimize=True, subsampling="4:2:0", exif=exif)
    return buffer.getvalue()


def _compose(picture: Pixels, view: View, scene: Scene, homography: NDArray[np.float64]) -> Pixels:
    """The product on its table, evenly lit: (h, w, 3)."""
    canvas = Canvas(scene.size, (0, 0, 0))
    canvas.pixels[...] = draw_surface(scene.surface, scene.size, scene.seed)
    outline = _outline(view, homography)
    _cast_shadow(canvas, outline, scene)
    _draw_edge(canvas, outline, view.board, scene.lift)
    soft = cv2.GaussianBlur(picture, (3, 3), 0.55)  # the warp shrinks by about a third: soften what would alias
    # Replicated, the board carries on under the soft edge of the mask; a black border would show there.
    warped = cv2.warpPerspective(soft, homography, scene.size, borderMode=cv2.BORDER_REPLICATE)
    canvas.patch(np.asarray(warped, np.uint8), (0, 0), stencil(scene.size, outline))
    if scene.thumb is not None:
        _draw_thumb(canvas, scene.thumb, view, homography, SKINS[scene.skin])
    return canvas.pixels


def _outline(view: View, homography: NDArray[np.float64]) -> NDArray[np.float64]:
    """The product's rounded outline on the photo, a pixel inside the artwork: (n, 2)."""
    inside = Box(0, 0, *view.size).grown(-1.5)
    return project(rounded(inside, view.radius), homography)


def _cast_shadow(canvas: Canvas, outline: NDArray[np.float64], scene: Scene) -> None:
    """Darkens the table beside the object, away from the light."""
    away = np.array([np.cos(scene.shadow[0]), np.sin(scene.shadow[0])]) * 7 + (0, 4) + np.asarray(scene.lift)
    shadow = cv2.blur(cv2.blur(stencil(scene.size, outline + away, 150), (17, 17)), (9, 9))
    canvas.ink(np.asarray(shadow, np.uint8), (0, 0), (14, 12, 12))


def _draw_edge(canvas: Canvas, outline: NDArray[np.float64], board: Colour, lift: tuple[float, float]) -> None:
    """The object's side as far as it shows: the outline swept along the lift, in a darker board."""
    far = outline + np.asarray(lift)
    swept = cv2.convexHull(np.concatenate([outline, far]).astype(np.float32)).reshape(-1, 2)
    canvas.polygon(np.asarray(swept, np.float32), _scaled(board, 0.63))


def _draw_thumb(canvas: Canvas, box: Box, view: View, homography: NDArray[np.float64], skin: Colour) -> None:
    """A thumb from outside the product to a box at one of its edges, with its nail."""
    if box.bottom >= view.size[1]:
        outward, half, reach = np.array([0.0, 1.0]), box.w / 2, box.h
        tip = np.array([box.x + half, box.y])
    else:
        right = box.x > 0
        outward, half, reach = np.array([1.0 if right else -1.0, 0.0]), box.h / 2, box.w
        tip = np.array([box.x if right else box.right, box.y + half])
    canvas.polygon(project(_finger(tip, outward, half, reach + 1500), homography), _scaled(skin, 0.72))
    canvas.polygon(project(_finger(tip + outward * 5, outward, half - 5, reach + 1500), homography), skin)
    nail = _finger(tip + outward * 10, outward, half * 0.55, half * 0.8)
    canvas.polygon(project(nail, homography), _scaled(skin, 1.1))


def _finger(tip: NDArray[np.float64], outward: NDArray[np.float64], half: float, length: float) -> NDArray[np.float64]:
    """A finger's outline, (n, 2), from half its width and its length: a blunt tip, then spreading sides."""
    across = np.array([-outward[1], outward[0]])
    turn = np.linspace(-np.pi / 2, np.pi / 2, 20)
    cap = np.outer(half * 0.9 * (1 - np.cos(turn)), outward) + np.outer(half * np.sin(turn), across)
    spread = half * (1 + length / 6000)
    back = np.array([[spread], [-spread]]) * across + length * outward
    return np.concatenate([cap, back]) + tip


def _scaled(colour: Colour, share: float) -> Colour:
    """A darker or lighter colour."""
    red, green, blue = (min(255, int(channel * share)) for channel in colour)
    return red, green, blue


def _lit(picture: Pixels, scene: Scene) -> Image_f32:
    """The picture under the scene's light: slope, vignette, shadow and glare; 0..255, not yet clipped."""
    width, height = scene.size
    v, u = np.mgrid[0 : height // LIGHT_CELL + 1, 0 : width // LIGHT_CELL + 1].astype(np.float32)
    u, v = u * LIGHT_CELL / width - 0.5, v * LIGHT_CELL / height - 0.5
    field = 1 + scene.slope[0] * u + scene.slope[1] * v - 0.25 * (u * u + v * v)
    angle, offset, softness, depth = scene.shadow
    side = (u * np.cos(angle) + v * np.sin(angle) - offset) / softness
    field = field * (1 - depth / (1 + np.exp(np.clip(-side, -30, 30))))
    gain = field[..., None] * np.asarray(scene.gain, np.float32)
    lit = picture * np.asarray(cv2.resize(gain.astype(np.float32), scene.size), np.float32)
    glare = np.zeros_like(u)
    for spot in scene.glares:
        far = ((u + 0.5 - spot.x) / spot.spread[0]) ** 2 + ((v + 0.5 - spot.y) / spot.spread[1]) ** 2
        glare = np.maximum(glare, spot.strength * np.exp(-far / 2))
    wash = np.asarray(cv2.resize(glare.astype(np.float32), scene.size), np.float32)[..., None]
    return np.asarray(lit + (250 - lit) * wash, np.float32)


def _through_lens(light: Image_f32, scene: Scene) -> Image_f32:
    """Defocus, and the smear of a hand that moved."""
    blurred = cv2.GaussianBlur(light, (5, 5), scene.blur)
    distance, angle = scene.motion
    if distance >= 1:
        steps = np.linspace(-distance / 2, distance / 2, 5)
        kernel = np.zeros((7, 7), np.float32)
        for step in steps:
            kernel[round(3 + step * np.sin(angle)), round(3 + step * np.cos(angle))] += 1 / len(steps)
        blurred = cv2.filter2D(blurred, -1, kernel)
    return np.asarray(blurred, np.float32)


def _sensed(light: Image_f32, scene: Scene) -> Pixels:
    """Sensor noise as a phone leaves it after its own smoothing, then rounding to 8 bits."""
    rng = np.random.default_rng([scene.seed, 1])
    width, height = scene.size
    grain = rng.standard_normal((height, width), np.float32)
    grain = cv2.GaussianBlur(grain, (3, 3), 0.6) * (scene.noise * 1.3)
    colour = smooth_noise(rng, scene.size, (width // 4, height // 4), 3) * (scene.noise * 0.35)
    noisy = light + grain[..., None] + colour + 0.5
    return np.clip(noisy, 0.0, 255.0, out=noisy).astype(np.uint8)
