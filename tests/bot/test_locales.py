from __future__ import annotations

import string

import pytest

from bot.locales import _texts, keys, say
from bot.logs import hiding

IN_CODE = ("engine.", "command.discord.")
"""The English of these stands where it is said: the engine's sentences, and what Discord's commands are called."""


def test_every_text_is_there_in_every_language() -> None:
    english = keys("en")
    for language in ("zh", "ja"):
        assert {key for key in keys(language) if not key.startswith(IN_CODE)} == english
    translated = [{key for key in keys(language) if key.startswith(IN_CODE)} for language in ("zh", "ja")]
    assert translated[0] == translated[1] != set()


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_a_translation_names_only_values_that_there_are(language: str) -> None:
    for key, text in _texts("en").items():
        assert fields(_texts(language)[key]) <= fields(text), key


def test_a_tag_of_a_region_finds_its_language() -> None:
    assert say("zh-TW", "button.cancel") == say("zh", "button.cancel") != say("en", "button.cancel")
    assert say("pt-BR", "button.cancel") == "Cancel"


def test_no_token_gets_into_a_line_of_the_log() -> None:
    telegram = "1234567890:" + "AAHkq2" * 6
    line = hiding(lambda logger, name, event: f"GET https://x/bot{telegram}/getMe {event['event']}", ["my-secret"])(
        None, "info", {"event": "with my-secret inside"}
    )
    assert telegram not in line
    assert "my-secret" not in line
    assert "getMe" in line


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
