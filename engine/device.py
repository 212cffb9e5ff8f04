"""Where networks run: the GPU where torch sees one, unless told otherwise."""

from __future__ import annotations

from functools import cache
from typing import Literal

DeviceName = Literal["auto", "cpu", "cuda"]

_chosen: DeviceName = "auto"


def choose_device(name: DeviceName) -> None:
    """Say once, before the first picture, where this process runs its networks; "auto" is the GPU if there is one."""
    global _chosen
    _chosen = name


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
