"""How often counterfeits come up in practice.

People who look for something rare come to miss it: newly trained airport screeners missed more threats where few bags
held one (Wolfe, Brunelli, Rubinstein and Horowitz 2013, "Prevalence effects in newly trained airport checkpoint
screeners", Journal of Vision 13(3):33). A short block in which targets are frequent, with feedback after each answer,
keeps people finding them in the rare block that follows (Wolfe et al. 2007, "Low target prevalence is a stubborn source
of errors in visual search tasks", Journal of Experimental Psychology: General 136(4):623-638, experiment 7). Where
counterfeits were frequent all the time, people would call too much counterfeit at work, where they are rare.

The rule: a block of 10 items, of which 5 are counterfeit, then a block of 20 items, of which 2 are counterfeit, and so
on; the order within a block is drawn from the person's seed, and feedback follows every answer. A warm-up before a
shift consists of frequent blocks alone. Nothing on the page tells in which block a person is. Imports only the standard
library and `model`.
"""

from random import Random
from typing import NamedTuple

from model.datasets.fields import Label
from serve.courses.domain import Occasion


class PrevalenceBlock(NamedTuple):
    """Items that come one after another."""

    items: int
    counterfeit: int


FREQUENT, RARE = PrevalenceBlock(10, 5), PrevalenceBlock(20, 2)
CYCLES = {Occasion.PRACTICE: (FREQUENT, RARE), Occasion.WARM_UP: (FREQUENT,)}


def wanted_label(occasion: Occasion, number: int, seed: str) -> Label:
    """What the next item is to be.

    Args:
        occasion: practice, or a warm-up.
        number: of the answer on this occasion, from 1.
        seed: of the person and the course.
    """
    cycle = CYCLES[occasion]
    turn, place = divmod(number - 1, sum(block.items for block in cycle))
    for position, block in enumerate(cycle):
        if place < block.items:
            return _labels(block, f"{seed}/{occasion}/{turn}/{position}")[place]
        place -= block.items
    raise AssertionError(number)  # a place lies in one of the blocks


def _labels(block: PrevalenceBlock, seed: str) -> list[Label]:
    labels = [Label.COUNTERFEIT] * block.counterfeit + [Label.GENUINE] * (block.items - block.counterfeit)
    Random(seed).shuffle(labels)
    return labels
