import pytest

torch = pytest.importorskip("torch")
functional = torch.nn.functional

from benchmarks.gradcam import grad_cam, peak  # noqa: E402  only where torch is


def test_the_peak_is_the_centre_of_the_highest_cell() -> None:
    cam = torch.zeros(7, 7)
    cam[2, 5] = 1.0
    assert peak(cam) == pytest.approx((5.5 / 7, 2.5 / 7))


def test_the_peak_is_where_the_bilinearly_enlarged_map_is_highest() -> None:
    draws = torch.Generator().manual_seed(0)
    for _ in range(20):
        cam = torch.rand(7, 7, generator=draws)
        cam[0] = cam[-1] = cam[:, 0] = cam[:, -1] = 0.0  # at the edge the enlarged map is highest on a plateau
        enlarged = functional.interpolate(cam[None, None], size=(231, 231), mode="bilinear")[0, 0]
        row, column = divmod(int(enlarged.argmax()), 231)
        assert peak(cam) == pytest.approx(((column + 0.5) / 231, (row + 0.5) / 231))


def test_grad_cam_weighs_channels_by_what_they_add_to_the_logit() -> None:
    pixels = torch.zeros(1, 2, 4, 4)
    pixels[0, 0, 1, 1] = 5.0
    pixels[0, 1, 3, 2] = 1.0
    weights = torch.tensor([-1.0, 2.0])
    cam = grad_cam(torch.nn.Identity(), lambda features: features.mean((2, 3)) @ weights, pixels)
    assert peak(cam[0]) == pytest.approx((2.5 / 4, 3.5 / 4))
    assert cam[0, 1, 1] < 0
