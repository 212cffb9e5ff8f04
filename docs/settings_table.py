"""Writes the table of settings into the README: `python -m docs.settings_table`."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import Settings, environment_name

README = Path(__file__).parents[1] / "README.md"


def settings_table() -> str:
    """A Markdown table of every setting: its name, what it takes where nothing is set, what it is."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append(f"| `{environment_name(name)}` | {default} | {field.description} |")
    return "\n".join(rows)


def main() -> None:
    text = README.read_text(encoding="utf-8")
    begin, end = re.search(r"<!-- settings:.*?-->\n", text), text.index("<!-- /settings -->")
    assert begin is not None, "README.md has lost the mark where the table begins"
    README.write_text(f"{text[: begin.end()]}{settings_table()}\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
