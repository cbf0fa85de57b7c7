import cv2
import numpy as np

from training.augment import augment


def test_boxes_follow_what_they_mark() -> None:
    """A bright square on black: its box must still lie on it after every augmentation."""
    for seed in range(30):
        picture = np.zeros((400, 560, 3), np.uint8)
        picture[180:220, 250:300] = 255
        changed = augment(picture, np.array([[250.0, 180.0, 50.0, 40.0]]), np.random.default_rng(seed))
        rows, columns = np.nonzero(changed.picture.max(2) > 60)
        x, y, width, height = changed.boxes[0]
        assert abs(columns.min() - x) < 4
        assert abs(columns.max() - (x + width)) < 4
        assert abs(rows.min() - y) < 4
        assert abs(rows.max() - (y + height)) < 4


def test_a_mirrored_picture_never_comes_out() -> None:
    """An F must stay an F."""
    letter = np.full((300, 300, 3), 255, np.uint8)
    cv2.putText(letter, "F", (60, 240), cv2.FONT_HERSHEY_SIMPLEX, 8, (0, 0, 0), 20)
    for seed in range(30):
        changed = augment(letter, np.zeros((0, 4)), np.random.default_rng(seed)).picture[..., 0].astype(float)
        upright, mirrored = letter[..., 0].astype(float), letter[:, ::-1, 0].astype(float)
        assert (
            np.corrcoef(changed.ravel(), upright.ravel())[0, 1] > np.corrcoef(changed.ravel(), mirrored.ravel())[0, 1]
        )


def test_the_same_seed_makes_the_same_picture() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    first, second = (augment(picture, np.zeros((0, 4)), np.random.default_rng(3)).picture for _ in range(2))
    assert np.array_equal(first, second)
