"""The one table of networks: a name, and what builds it. Nothing is imported before it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

BUILDERS = {
    "alacgan": "models.alacgan:Generator",
    "nurie": "models.nurie:Nurie",
}


def names() -> tuple[str, ...]:
    return tuple(BUILDERS)


def build(name: str) -> nn.Module:
    """A network with fresh weights, on the CPU, in evaluation mode. KeyError names what there is."""
    if name not in BUILDERS:
        raise KeyError(f"no network is called {name!r}; there are {', '.join(BUILDERS)}")
    module, builder = BUILDERS[name].split(":")
    return getattr(import_module(module), builder)().eval()
