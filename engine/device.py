"""Where networks run: the GPU where torch sees one, unless told otherwise."""

from __future__ import annotations

from functools import cache
from typing import Literal

from engine.errors import UserError

DeviceName = Literal["auto", "cpu", "cuda"]

_chosen: DeviceName = "auto"


def choose_device(name: DeviceName) -> None:
    """Say once, before the first picture, where this process runs its networks; "auto" is the GPU if there is one.

    UserError device.missing where the machine has no such device.
    """
    global _chosen
    check_device(name)
    _chosen = name


def check_device(name: str, told_by: str = "NURIE_DEVICE") -> None:
    """UserError device.missing when `name` is "cuda" and torch sees no GPU; `told_by` is what said so.

    Imports torch for "cuda" alone: the other names are well on every machine.
    """
    if name == "cuda" and not find_device()[0]:
        import torch

        raise UserError(
            "device.missing",
            f"{told_by} is cuda, but torch {torch.__version__} sees no GPU on this machine: "
            f"set {told_by} to auto or cpu, or install a CUDA build of torch and the GPU's driver.",
            told_by=told_by,
        )


@cache
def device() -> str:
    """ "cuda" or "cpu", for torch."""
    return ("cuda" if find_device()[0] else "cpu") if _chosen == "auto" else _chosen


def find_device() -> tuple[bool, str]:
    """(whether torch sees a GPU, what it sees in words). Imports torch, which takes about two seconds."""
    import torch

    has_gpu = torch.cuda.is_available()
    seen = torch.cuda.get_device_name(0) if has_gpu else "no GPU, the CPU is used"
    return has_gpu, f"torch {torch.__version__}; {seen}"
