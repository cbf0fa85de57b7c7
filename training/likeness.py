"""How like the references of a gallery are to each other: what recognition by references is set by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from model.recognition import by_likeness, recognition_margin
from training.gallery import Fields

TEMPERATURES = (0.005, 0.5)


@dataclass(frozen=True, eq=False)
class Likeness:
    """How like each reference is to those of other items.

    Attributes:
        names: of the products, (P,).
        product: (N,) index of each reference's own product.
        item: (N,) which object each shows.
        nearest: (N, P) cosine similarity to the nearest reference of each product that shows another object; -1
            where there is none.
    """

    names: list[str]
    product: NDArray[np.intp]
    item: NDArray[np.str_]
    nearest: NDArray[np.float64]

    @classmethod
    def of(cls, references: Fields) -> "Likeness":
        """Compare all with all."""
        embedding, item = references["embedding"].astype(np.float32), references["item"]
        names, product = np.unique(references["product"], return_inverse=True)
        cosine = np.where(item[:, None] == item, -1.0, embedding @ embedding.T)
        nearest = np.stack([cosine[:, product == index].max(1) for index in range(len(names))], 1)
        return cls([str(name) for name in names], product, item, nearest.astype(np.float64))

    def limit(self, product: str) -> float:
        """The similarity below which goods are not this product: that of its genuine item least like the others.

        A further genuine item falls below it with a chance of 1 in n + 1.
        """
        index = self.names.index(product)
        own = self.product == index
        items = np.unique(self.item[own])
        return float(min(self.nearest[own & (self.item == item), index].max() for item in items)) - 1e-6

    def own(self, product: str) -> list[float]:
        """Of each of the product's references, the similarity to the nearest one of its other items."""
        index = self.names.index(product)
        return [float(similarity) for similarity in self.nearest[self.product == index, index]]

    def strangers(self, product: str) -> list[float]:
        """Of each reference of other products, the similarity to the nearest one of this product."""
        index = self.names.index(product)
        return [float(similarity) for similarity in self.nearest[self.product != index, index]]

    def margins(self, product: str, temperature: float) -> list[float]:
        """Of each of the product's references, its log-odds against the likeliest other product, by likeness alone."""
        index = self.names.index(product)
        photos = [dict(zip(self.names, row, strict=True)) for row in self.nearest[self.product == index]]
        return [recognition_margin(by_likeness([photo], self.names, temperature), index) for photo in photos]

    def temperature(self) -> float:
        """The temperature at which likeness says best whose each reference is, every product weighing alike.

        References whose product shows no other object have no say.
        """
        rows = self.nearest[np.arange(len(self.product)), self.product] > -1.0
        weight = 1.0 / np.bincount(self.product[rows], minlength=len(self.names))[self.product[rows]]
        table, own = self.nearest[rows], self.product[rows]

        def log_loss(log_temperature: float) -> float:
            photos = [dict(zip(self.names, row, strict=True)) for row in table]
            each = [by_likeness([photo], self.names, float(np.exp(log_temperature))) for photo in photos]
            right = np.array([probability[column] for probability, column in zip(each, own, strict=True)])
            return -float((weight * np.log(np.maximum(right, 1e-12))).sum() / weight.sum())

        low, high = np.log(TEMPERATURES)
        return float(np.exp(optimize.minimize_scalar(log_loss, bounds=(low, high), method="bounded").x))
