"""The fictional products, one module each. All names are invented."""

from datasets.draw.product import Product
from datasets.draw.products import (
    asterun_label,
    hoshimaru_toy,
    inkora_seal,
    palvidine_blister,
    tornavik_bearing,
    vell_carton,
)

PRODUCTS: tuple[Product, ...] = (
    vell_carton.PRODUCT,
    tornavik_bearing.PRODUCT,
    hoshimaru_toy.PRODUCT,
    asterun_label.PRODUCT,
    inkora_seal.PRODUCT,
    palvidine_blister.PRODUCT,
)


def product_by_id(name: str) -> Product:
    """The product of that id. Raises KeyError, naming the known ids, where there is none."""
    known = {product.id: product for product in PRODUCTS}
    if name not in known:
        message = f"unknown product {name!r}; known: {', '.join(known)}"
        raise KeyError(message)
    return known[name]
