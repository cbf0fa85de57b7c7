"""The network in torch: cutting backbones, loading weights, and log-odds that are a sum."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.errors import CallError
from training.network import STEM_AT_ONCE, Heads, ItemNetwork, pool_maps
from training.trunk import DETAIL_STRIDE, build_trunk
from training.weigh import EvidenceWeights, ReleasedNetwork, Weighed

HEADS = Heads(
    products=("a", "b"),
    view_product=(0, 0, 1),
    point_product=(0, 0, 1, 0, 1),
    point_view=(0, 1, 2, -1, -1),
    annotated=3,
)
SHARED = Path(__file__).parents[3] / "shared" / "weights" / "mobilenet_v2_imagenet.safetensors"


def released() -> ReleasedNetwork:
    torch.manual_seed(0)
    network = ItemNetwork(build_trunk("mobilenet_v3_small", None), HEADS, reduction=2)
    weights = EvidenceWeights(HEADS)
    weights.load_state_dict({"ordinary": torch.tensor([0.1, 0.2, 0.3, 0.4, 0.5])}, strict=False)
    return ReleasedNetwork(network, weights).eval()


def answer(content: tuple[int, int] = (128, 96)) -> Weighed:
    generator = torch.Generator().manual_seed(1)
    canvas = torch.randint(0, 256, (2, 128, 128, 3), generator=generator, dtype=torch.uint8)
    with torch.inference_mode():
        return Weighed(*released()(canvas, torch.tensor([content, content])))


def test_residual_and_points_add_up_to_the_log_odds_of_their_product() -> None:
    weighed = answer()
    owner = torch.tensor(HEADS.point_product)
    for product in range(2):
        total = weighed.residual[:, product] + weighed.point_log_odds[:, owner == product].sum(1)
        assert torch.allclose(total, weighed.log_odds[:, product], atol=1e-5)


def test_a_frozen_stem_stays_as_it_was_loaded_while_the_rest_learns() -> None:
    network = released().network
    network.freeze_stem()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.train()
    learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimiser = torch.optim.SGD(learned, lr=0.1)
    pixels = torch.randn(STEM_AT_ONCE + 2, 3, 64, 64, generator=torch.Generator().manual_seed(2))
    torch.autograd.backward(network.adapted_low(pixels).square().mean())
    optimiser.step()
    changed = {name for name, tensor in network.state_dict().items() if not torch.equal(tensor, before[name])}
    stem = {f"low.{stage}." for stage in range(network.fine[0] + 1)}
    assert not [name for name in changed if name.startswith(tuple(stem))]
    assert any(name.startswith("low.") for name in changed)


def test_a_network_without_marked_points_has_the_regions_maps_alone() -> None:
    heads = replace(HEADS, point_product=(0, 1), point_view=(-1, -1), annotated=0)
    network = ItemNetwork(build_trunk("mobilenet_v3_small", None), heads, reduction=2).eval()
    with torch.inference_mode():
        answers = network(torch.zeros(1, 128, 128, 3, dtype=torch.uint8), torch.tensor([[128, 96]]))
    assert answers.point_maps.shape == (1, 2, 8, 8)


def test_nothing_is_found_beyond_the_picture() -> None:
    maps = answer(content=(128, 64)).point_maps
    assert (maps[..., 4:] == maps[..., 4:].min()).all()
    assert (maps[..., :4] > maps[..., 4:].max()).all()


def test_the_pooled_logit_does_not_grow_with_the_canvas() -> None:
    small, large = torch.full((1, 1, 8, 8), -3.0), torch.full((1, 1, 40, 40), -3.0)
    assert torch.allclose(pool_maps(small), pool_maps(large))
    large[0, 0, 5, 5] = 6.0
    assert float(pool_maps(large)) > 5.0


@pytest.mark.parametrize(
    "name", ["mobilenet_v2", "mobilenet_v3_large", "efficientnet_b0", "regnet_y_400mf", "resnet18"]
)
def test_backbones_are_cut_at_the_stride_of_the_maps(name: str) -> None:
    trunk = build_trunk(name, None)
    with torch.inference_mode():
        low = trunk.low.eval()(torch.zeros(1, 3, 128, 128))
        high = trunk.high.eval()(low)
    assert low.shape[1:] == (trunk.low_channels, 128 // DETAIL_STRIDE, 128 // DETAIL_STRIDE)
    assert high.shape[1] == trunk.high_channels


@pytest.mark.parametrize(
    ("name", "weights", "words"),
    [
        ("no_such_network", None, "no such network"),
        ("vit_b_16", None, "layout"),
        ("mobilenet_v2", "nowhere.pth", "no such weights file"),
    ],
)
def test_what_cant_be_built_is_refused_in_words(name: str, weights: str | None, words: str) -> None:
    with pytest.raises(CallError, match=words):
        build_trunk(name, weights)


def test_a_weights_file_that_would_run_code_is_refused(tmp_path: Path) -> None:
    import pickle

    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("ran",)

    path = tmp_path / "weights.pth"
    path.write_bytes(pickle.dumps(Attack()))
    with pytest.raises(CallError, match="can't be read as weights"):
        build_trunk("mobilenet_v2", str(path))


@pytest.mark.shared
def test_weights_of_another_network_are_refused_and_fitting_ones_load() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not beside the checkout")
    with pytest.raises(CallError, match="another network"):
        build_trunk("mobilenet_v3_small", str(SHARED))
    first = next(build_trunk("mobilenet_v2", str(SHARED)).low.parameters())
    assert not torch.equal(first, next(build_trunk("mobilenet_v2", None).low.parameters()))
