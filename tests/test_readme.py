"""What the README says about settings and commands is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, environment_name
from docs.settings_table import settings_table
from engine import ColorizeRequest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_has_every_setting() -> None:
    between = README.partition("<!-- settings:")[2].partition("-->\n")[2].partition("<!-- /settings")[0]
    assert between.strip() == settings_table().strip(), "write it anew: python -m docs.settings_table"


def test_the_example_names_every_setting() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.split("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(named) == sorted(environment_name(field) for field in Settings.model_fields)


def test_the_example_says_the_defaults() -> None:
    """As copied, .env changes nothing."""
    example = Settings(_env_file=ROOT / ".env.example")
    assert example == Settings(_env_file=None)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


HINTS = (ROOT / "docs" / "hints.md").read_text(encoding="utf-8")
EXAMPLES = [block.strip() for block in re.findall(r"```\n(.*?)```", HINTS, re.DOTALL)]
BRIEF = re.findall(
    r"^\| (`.*`) \| (?!means)", README.partition("## Hints in brief")[2].partition("##")[0], re.MULTILINE
)


@pytest.mark.parametrize("text", [*EXAMPLES, *(part for row in BRIEF for part in re.findall(r"`([^`]+)`", row))])
def test_every_hint_that_is_shown_can_be_written(text: str) -> None:
    request = ColorizeRequest.parse(b"", text)
    assert request != ColorizeRequest(b""), "it changed nothing"
