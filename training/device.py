"""The devices of a fit: the accelerator if there is one, otherwise the CPU's cores; one process or several."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import distributed

LONGEST_WAIT = timedelta(hours=12)  # for the leading process to decode or judge what the others wait for


@dataclass(frozen=True)
class DistributedContext:
    """This process's device, and its rank among the processes that torchrun started.

    Attributes:
        mixed: run the network in reduced precision; only where the hardware is faster at it.
    """

    device: torch.device
    mixed: torch.dtype | None
    rank: int
    world: int

    @property
    def is_main(self) -> bool:
        """Whether this process writes files and prints messages."""
        return self.rank == 0

    def barrier(self) -> None:
        """Wait until every process is here."""
        if self.world > 1:
            distributed.barrier()

    def broadcast(self, value: float) -> float:
        """The leading process's value, in every process."""
        if self.world == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.broadcast(shared, src=0)
        return float(shared)

    def autocast(self) -> torch.autocast:
        """The context in which the network runs."""
        return torch.autocast(self.device.type, self.mixed or torch.bfloat16, enabled=self.mixed is not None)


@contextmanager
def distributed_context() -> Iterator[DistributedContext]:
    """Take the device, and join the other processes where torchrun started several."""
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    device = _device()
    if world > 1:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=LONGEST_WAIT)
    try:
        yield DistributedContext(device, _mixed(device), rank, world)
    finally:
        if world > 1:
            distributed.destroy_process_group()


def _device() -> torch.device:
    if not torch.cuda.is_available():
        return torch.device("cpu")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    torch.cuda.set_device(device)
    return device


def _mixed(device: torch.device) -> torch.dtype | None:
    """bfloat16 where a GPU has it. Not on CPUs: without AMX it halved the speed, and the flag does not tell."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.bfloat16
    return None
