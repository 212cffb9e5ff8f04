"""The studio's page in its reader's language."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path

from bot.locales import Language, find, keys, say
from engine import OUTPUTS

WEB = Path(__file__).parent / "web"
PAGE, SCRIPT = "studio.page.", "studio.script."
STEP = "step."


@cache
def page(language: Language) -> str:
    """`index.html` with a text in place of each name in double braces."""
    texts = json.dumps(script_texts(language), ensure_ascii=False).replace("<", "\\u003c")

    def text(found: re.Match[str]) -> str:
        if found[1] == "texts":
            return texts
        return language if found[1] == "lang" else escape(say(language, PAGE + found[1]))

    return re.sub(r"\{\{(\w+)\}\}", text, (WEB / "index.html").read_text("utf-8"))


def script_texts(language: Language) -> dict[str, str]:
    """What the page's script says, by the names that it uses. `{name}` in a text is filled in by the script."""
    own = [key.removeprefix(SCRIPT) for key in keys("en") if key.startswith(SCRIPT)]
    texts = {name: find(language, SCRIPT + name) or "" for name in own}
    texts |= {f"view.{name}": say(language, f"button.{name}") for name in OUTPUTS}
    return texts | {key: say(language, key) for key in keys("en") if key.startswith(STEP)}
