"""The models by which a request may be coloured: names that stay, and a line on each. Light to import."""

from __future__ import annotations

MODELS: dict[str, str] = {
    "classical": "a small network sees the parts; regions by shape, colours by harmony, light by inflated normals",
}
