"""What every benchmark ends with: its figures as JSON, for whoever compares them with another day's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_figures(path: Path, figures: Any) -> None:
    """Write the figures to a file, whose folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
