"""Where networks would run on this machine."""

from __future__ import annotations


def find_device() -> tuple[bool, str]:
    """(whether torch sees a GPU, what it sees in words). Imports torch, which takes about two seconds."""
    import torch

    has_gpu = torch.cuda.is_available()
    seen = torch.cuda.get_device_name(0) if has_gpu else "no GPU, the CPU is used"
    return has_gpu, f"torch {torch.__version__}; {seen}"
