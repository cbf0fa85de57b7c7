"""Draws a data set: `python -m datasets.draw --out DIR --seed 7 --genuine 20 --counterfeit 20`."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from datasets.draw.folder import draw_data_set
from datasets.draw.product import Product
from datasets.draw.products import PRODUCTS, product_by_id


def parse_shares(text: str) -> dict[str, float]:
    """Reads `train=0.8,calibration=0.2`. Raises ValueError on anything else."""
    shares = {name: float(share) for name, _, share in (part.partition("=") for part in text.split(","))}
    if not shares.keys() <= {"train", "calibration", "test"} or min(shares.values()) < 0 or not sum(shares.values()):
        message = f"not shares of train, calibration and test: {text}"
        raise ValueError(message)
    return shares


def parse_products(text: str) -> tuple[Product, ...]:
    """Reads product ids parted by commas. Raises ValueError if one is unknown."""
    try:
        return tuple(product_by_id(name) for name in text.split(","))
    except KeyError as error:
        raise ValueError(error.args[0]) from error


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Reads the command line; exits with status 2 where it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m datasets.draw", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for manifest.csv, images/, catalogue/")
    parser.add_argument("--seed", type=int, default=1, help="what everything random follows from")
    parser.add_argument("--genuine", type=int, default=20, help="genuine items of each product")
    parser.add_argument("--counterfeit", type=int, default=20, help="counterfeit items of each product")
    parser.add_argument("--splits", type=parse_shares, default={}, help="train=0.8,calibration=0.2 (default: none)")
    parser.add_argument("--products", type=parse_products, default=PRODUCTS, help="ids, by commas (default: all)")
    parser.add_argument("--workers", type=int, default=2, help="processes; any number draws the same bytes")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and says on standard output what it made."""
    options = parse_arguments(arguments)
    started = time.perf_counter()
    rows = draw_data_set(
        options.out,
        seed=options.seed,
        products=options.products,
        genuine=options.genuine,
        counterfeit=options.counterfeit,
        shares=options.splits,
        workers=options.workers,
    )
    took = time.perf_counter() - started
    size = sum((options.out / row["image"]).stat().st_size for row in rows)
    items = len({row["item"] for row in rows})
    made = f"{items} items, {len(rows)} photos, {size / 1e6:.1f} MB"
    sys.stdout.write(f"{made} in {took:.0f} s: {options.out / 'manifest.csv'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
