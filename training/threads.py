"""How threads wait for one another: OpenMP's spin at every barrier, which holds up a fit beside other work.

A thread that waits for a partner without a core keeps its own core busy, and neither gets on: two fits on two cores
slowed each other five- to sevenfold. After a short spin a thread sleeps (docs/decisions/0002-network.md).
"""

import os

SPINS = "10000"  # rounds of libgomp's loop, some 30 microseconds: longer than a partner with a core needs
SET_BY_USER = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")


def sleep_at_barriers() -> None:
    """Let waiting threads sleep soon, unless the user has set how they wait. Call it before torch is loaded."""
    if not any(name in os.environ for name in SET_BY_USER):
        os.environ["GOMP_SPINCOUNT"] = SPINS
