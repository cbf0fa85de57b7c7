"""Draws a data set: `python -m datasets.draw --out DIR --seed 7 --genuine 20 --counterfeit 20`."""

import math
import sys
import time
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence

from datasets.draw.folder import draw_data_set
from datasets.draw.product import Product
from datasets.draw.products import PRODUCTS, product_by_id
from model.command import OneLineParser, one_line_errors, parse_folder_to_write

SPLITS = ("train", "calibration", "test")


def parse_shares(text: str) -> dict[str, float]:
    """Reads `train=0.8,calibration=0.2`. Raises ArgumentTypeError on anything else."""
    try:
        shares = {name: float(share) for name, _, share in (part.partition("=") for part in text.split(","))}
    except ValueError:
        shares = {}
    known = shares.keys() <= set(SPLITS)
    if not (known and min(shares.values(), default=-1) >= 0 and 0 < sum(shares.values()) < math.inf):
        raise ArgumentTypeError(f"not shares of train, calibration and test: {text}")
    return shares


def parse_count(text: str) -> int:
    """Reads a number of items or processes. Raises ArgumentTypeError if it is not a positive whole number or 0."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"not a number of items or processes: {text}")
    return int(text)


def parse_products(text: str) -> tuple[Product, ...]:
    """Reads product ids parted by commas. Raises ArgumentTypeError if one is unknown."""
    try:
        return tuple(product_by_id(name) for name in text.split(","))
    except KeyError as error:
        raise ArgumentTypeError(error.args[0]) from error


def parse_arguments(arguments: Sequence[str] | None = None) -> Namespace:
    """Reads the command line; exits with status 2 where it is wrong."""
    parser = OneLineParser(prog="python -m datasets.draw", description=__doc__)
    parser.add_argument(
        "--out", type=parse_folder_to_write, required=True, help="folder for manifest.csv, images/, catalogue/"
    )
    parser.add_argument("--seed", type=int, default=1, help="what everything random follows from")
    parser.add_argument("--genuine", type=parse_count, default=20, help="genuine items of each product")
    parser.add_argument("--counterfeit", type=parse_count, default=20, help="counterfeit items of each product")
    parser.add_argument("--splits", type=parse_shares, default={}, help="train=0.8,calibration=0.2 (default: none)")
    parser.add_argument("--only", choices=SPLITS, help="the split whose items are drawn (default: all)")
    parser.add_argument("--products", type=parse_products, default=PRODUCTS, help="ids, by commas (default: all)")
    parser.add_argument("--workers", type=parse_count, default=2, help="processes; any number draws the same bytes")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and says on standard output what it made."""
    options = parse_arguments(arguments)
    started = time.perf_counter()
    with one_line_errors():
        rows = draw_data_set(
            options.out,
            seed=options.seed,
            products=options.products,
            genuine=options.genuine,
            counterfeit=options.counterfeit,
            shares=options.splits,
            only=options.only,
            workers=max(1, options.workers),
        )
    took = time.perf_counter() - started
    size = sum((options.out / row["image"]).stat().st_size for row in rows)
    items = len({row["item"] for row in rows})
    made = f"{items} items, {len(rows)} photos, {size / 1e6:.1f} MB"
    sys.stdout.write(f"{made} in {took:.0f} s: {options.out / 'manifest.csv'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
