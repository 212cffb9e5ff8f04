"""The styles that every chat has, by name: those that the engine ships."""

from __future__ import annotations

from engine.presets import builtin_presets, find_preset

__all__ = ["builtin_presets", "find_preset"]
