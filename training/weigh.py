"""The last layer: computes log-odds from evidence, as a sum that can be read out.

For one photo and product p with points J(p):

    log_odds[p] = residual[p] + sum over j in J(p) of point_log_odds[j]
    residual[p] = bias + whole_weight * authenticity[p]
    point_log_odds[j] = weight[j] * P(view of j | photo, p) * (softplus(point_logits[j]) - ordinary[j])

softplus keeps a clear "matches" from being worth more and more; `ordinary` is what the point shows on an average
item, so that a point that looks more genuine than usual speaks for genuine; a point whose view the photo does not
show adds about nothing. The few weights are fitted on development items, which the network was not trained on.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.network import Heads, ItemNetwork, PhotoEvidence


class Weighed(NamedTuple):
    """What the exported graph answers, in the order of model.scorer.OUTPUTS. B photos."""

    view_logits: Tensor
    log_odds: Tensor
    residual: Tensor
    point_log_odds: Tensor
    point_logits: Tensor
    point_maps: Tensor
    embedding: Tensor
    detail: Tensor
    patches: Tensor


class EvidenceWeights(nn.Module):
    """The weights of the sum. All weights are at least zero: evidence never counts backwards.

    Attributes:
        whole: scalar.
        bias: scalar.
        point: (J,).
        ordinary: (J,).
    """

    def __init__(self, heads: Heads) -> None:
        super().__init__()
        points, products = len(heads.point_product), len(heads.products)
        self.register_buffer("whole", torch.ones(()))
        self.register_buffer("bias", torch.zeros(()))
        self.register_buffer("point", torch.ones(points))
        self.register_buffer("ordinary", torch.zeros(points))
        membership = torch.zeros(points, products)
        membership[torch.arange(points), torch.tensor(heads.point_product)] = 1.0
        self.register_buffer("membership", membership)
        views = len(heads.view_product)
        same_product = torch.tensor(heads.view_product)[:, None] == torch.tensor(heads.point_product)[None, :]
        own_view = torch.arange(views)[:, None] == torch.tensor(heads.point_view)[None, :]
        anywhere = (torch.tensor(heads.point_view) < 0)[None, :]
        self.register_buffer("same_product", same_product.float())
        self.register_buffer("shows", ((own_view | anywhere) & same_product).float())

    def visibility(self, view_logits: Tensor) -> Tensor:
        """(B, J) probability that the photo shows the point's view, given the point's product."""
        odds = torch.exp(view_logits - view_logits.amax(1, keepdim=True)) + 1e-9
        return (odds @ self.shows) / (odds @ self.same_product)  # type: ignore[operator]

    def forward(self, evidence: PhotoEvidence) -> Weighed:
        """Weigh the evidence of a batch."""
        strength = functional.softplus(evidence.point_logits) - self.ordinary  # type: ignore[operator]
        point_log_odds = self.point * self.visibility(evidence.view_logits) * strength  # type: ignore[operator]
        residual = self.whole * evidence.authenticity + self.bias  # type: ignore[operator]
        return Weighed(
            view_logits=evidence.view_logits,
            log_odds=residual + point_log_odds @ self.membership,  # type: ignore[operator]
            residual=residual,
            point_log_odds=point_log_odds,
            point_logits=evidence.point_logits,
            point_maps=evidence.point_maps,
            embedding=evidence.embedding,
            detail=evidence.detail,
            patches=evidence.patches,
        )


class ReleasedNetwork(nn.Module):
    """What is exported: canvases in, weighed evidence out."""

    def __init__(self, network: ItemNetwork, weights: EvidenceWeights) -> None:
        super().__init__()
        self.network, self.weights = network, weights

    def forward(self, canvas: Tensor, content: Tensor) -> tuple[Tensor, ...]:
        """uint8 (B, S, S, 3) and int64 (B, 2) to the outputs of `Weighed`."""
        return tuple(self.weights(self.network(canvas, content)))
