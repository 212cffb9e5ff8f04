"""User-facing text in the asker's language: `say("zh-TW", "status.queued", ahead=3)`.

`en.toml` and its companions (`en-commands.toml`, ...) have every text of the bot. Those of `zh` and `ja` have
the same keys, and under `engine.` the sentences of the engine's own codes, which come with an English text of
their own. A code may have several:
`engine.CODE.suggested` where the engine suggests another word, `engine.CODE.CASE` for its value `case`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files as package_files
from typing import Any, Literal

from bot.locales.names import in_words
from engine.errors import UserError

Language = Literal["en", "zh", "ja"]
LOCALES: tuple[Language, ...] = ("en", "zh", "ja")
LANGUAGES = {"en": "English", "zh": "中文", "ja": "日本語"}
CHINESE = {"cmn", "yue", "wuu", "hak", "nan", "lzh"}
"""Tags of Chinese languages, which clients use beside "zh"."""


def say(locale: str, key: str, **values: object) -> str:
    """The text under `key` in the language of a BCP 47 tag, else in English. KeyError for an unknown key."""
    text = _texts(language_of(locale)).get(key) or _texts("en")[key]
    return text.format_map(values)


def refuse(code: str, **values: Any) -> UserError:
    """A UserError of the bot's own, whose English sentence is `error.<code>`."""
    return UserError(code, say("en", f"error.{code}", **values), **values)


def say_error(locale: str, error: UserError) -> str:
    """The sentence of an error for the asker, without the excerpt of the hint text."""
    return say_code(locale, error.code, str(error.values.get("sentence", error.text)), error.values)


def say_code(locale: str, code: str, text: str, values: Mapping[str, Any]) -> str:
    """The sentence of a code in the asker's language, or the English `text` where there is none."""
    language = language_of(locale)
    if language == "en":
        return text
    texts = _texts(language)
    case = "suggested" if values.get("suggestion") else values.get("case")
    wanted = ([f"engine.{code}.{case}"] if case else []) + [f"error.{code}", f"engine.{code}"]
    template = next((texts[key] for key in wanted if key in texts), None)
    if template is None:
        return text
    try:
        return template.format_map(in_words(language, values, texts))
    except (KeyError, IndexError, ValueError):  # an older worker, which names other values
        return text


def find(locale: str, key: str) -> str | None:
    """The text under `key` where this language has one, and no other language's in its place."""
    return _texts(language_of(locale)).get(key)


def command_names(locale: str) -> dict[str, str]:
    """Discord's commands by their paths ("preset list"), each with its own last word in this language."""
    start = "command.discord."
    paths = {
        key.removeprefix(start): text for key, text in _texts(language_of(locale)).items() if key.startswith(start)
    }
    return {path: name for path, name in paths.items() if "." not in path and path.split()[0] in paths}


def keys(language: str) -> set[str]:
    return set(_texts(language))


def language_of(locale: str) -> Language:
    """The language that a BCP 47 tag is answered in: its own, or English."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    if language in CHINESE:
        return "zh"
    return language if language in LOCALES else "en"  # pyright: ignore[reportReturnType]


@cache
def _texts(language: str) -> dict[str, str]:
    names = (entry.name for entry in package_files("bot.locales").iterdir())
    texts: dict[str, str] = {}
    for name in sorted(name for name in names if re.fullmatch(rf"{language}(-\w+)?\.toml", name)):
        texts.update(_flat("", tomllib.loads((package_files("bot.locales") / name).read_text("utf-8"))))
    return texts


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value
