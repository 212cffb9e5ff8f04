"""What the engine says, it says in every language: its source is read for its codes and their values."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import engine
from bot.locales import LOCALES, _texts, say_code, say_error
from engine.errors import UserError
from engine.hints import parse_hints
from engine.hints.problems import problem

ENGINE = Path(engine.__file__).parent
PICTURES = ENGINE.parent / "bot" / "intake.py"
"""Judges pictures by the engine's own codes, before the engine sees them."""
TRAINING = ENGINE / "training.py"
"""Of the command line alone, which is in English."""

CODE = re.compile(r"(hint|preset|picture|sketch)\.[a-z_]+")
SAYING = {"UserError", "Note", "problem", "note", "_note", "became"}
TRANSLATED = [language for language in LOCALES if language != "en"]
OF_A_PROBLEM = {"sentence", "excerpt", "caret", "word"}
OF_BECAME = {"became", "color", "to"}
EVERY_CASE = {"suggested"}
"""Cases that the translation knows by itself."""


@dataclass(frozen=True)
class Said:
    """One call that makes an error or a note: what it names, and which of a code's cases it may be."""

    code: str
    values: frozenset[str]
    cases: frozenset[str]
    place: str


def calls(file: Path) -> Iterator[Said]:
    tree = ast.parse(file.read_text("utf-8"))
    direct: set[int] = set()
    handed: frozenset[str] | None = None
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name not in SAYING or not call.args:
            continue
        first = call.args[0]
        named = {k.arg for k in call.keywords if k.arg and k.arg not in ("where", "hint" if name == "Note" else "")}
        values = frozenset(named | {"problem": OF_A_PROBLEM, "became": OF_BECAME}.get(name, set()))
        if isinstance(first, ast.Constant):
            assert isinstance(call.args[1], (ast.Constant, ast.JoinedStr, ast.Name)), "an English sentence"
            direct.add(id(first))
            yield Said(str(first.value), values, cases_of(call), f"{file.name}:{call.lineno}")
        elif not any(k.arg is None for k in call.keywords) and name == "UserError":
            handed = values
    # A code that is handed on to the function that raises it has that function's values.
    words = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in direct)
    for word in words if handed is not None else ():
        code = str(word.value)
        if CODE.fullmatch(code) and code not in compared(tree):
            yield Said(code, handed or frozenset(), frozenset(), f"{file.name}:{word.lineno}")


def compared(tree: ast.Module) -> set[object]:
    """Codes that are only asked for (`error.code == "..."`)."""
    found = (n for c in ast.walk(tree) if isinstance(c, ast.Compare) for n in c.comparators)
    return {n.value for n in found if isinstance(n, ast.Constant)}


def cases_of(call: ast.Call) -> frozenset[str]:
    values = [k.value for k in call.keywords if k.arg == "case"]
    if not values:
        return frozenset()
    assert isinstance(values[0], (ast.Constant, ast.IfExp)), "a case that can be read here"
    found = {n.value for n in ast.walk(values[0]) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return frozenset(found - {""})


SPEAKING = (*(file for file in sorted(ENGINE.rglob("*.py")) if file != TRAINING), PICTURES)
SAID = [said for file in SPEAKING for said in calls(file)]


def test_the_source_is_read() -> None:
    codes = {said.code for said in SAID}
    assert {"hint.unknown_part", "preset.bad_light", "picture.broken", "sketch.inverted", "hint.placed"} <= codes
    assert len(codes) > 50


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_code_has_a_sentence(language: str) -> None:
    texts = _texts(language)
    missing = {said.code for said in SAID if not {f"engine.{said.code}", f"error.{said.code}"} & texts.keys()}
    assert not missing
    without_case = {f"{s.code}.{c}" for s in SAID for c in s.cases if f"engine.{s.code}.{c}" not in texts}
    assert not without_case


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_placeholder_has_a_value_wherever_the_code_is_raised(language: str) -> None:
    texts = _texts(language)
    for said in SAID:
        keys = [f"engine.{said.code}.{case}" for case in said.cases]
        if "suggestion" in said.values:
            keys.append(f"engine.{said.code}.suggested")
        keys += [f"engine.{said.code}", f"error.{said.code}"]
        for key in keys:
            lacking = fields(texts.get(key, "")) - said.values
            assert not lacking, f"{said.place}: {key} names {lacking}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_left_of_a_code_that_nobody_raises(language: str) -> None:
    alive = {f"engine.{said.code}" for said in SAID}
    alive |= {f"engine.{said.code}.{case}" for said in SAID for case in said.cases | EVERY_CASE}
    alive |= {f"engine.became.{word}" for word in ("color", "gradient", "reference", "keeps")}
    assert {key for key in _texts(language) if key.startswith("engine.")} <= alive


@pytest.mark.parametrize(
    ("locale", "text", "shows"),
    [
        ("zh-CN", "头发: pnik", "是想写“pink”吗？"),
        ("zh-CN", "头法: 红", "不是画面的部位"),
        ("ja", "hiar: ピンク", "「hair」のことですか？"),
        ("ja", "髪: ピンク @ 200% 5%", "絵の外です"),
        ("zh", "hair: pink @ 40 25", "40% 25%"),
    ],
)
def test_a_mistake_is_told_in_the_askers_language(locale: str, text: str, shows: str) -> None:
    with pytest.raises(UserError) as told:
        parse_hints(text)
    sentence = say_error(locale, told.value)
    assert shows in sentence
    assert "\n" not in sentence
    assert not re.search(r"\b(is|no|the|of|Write)\b", sentence)


def test_english_has_the_sentence_alone_for_a_front_end_that_draws_the_caret() -> None:
    error = problem("hint.unknown_part", "No such part.", "hiar: pink", (0, 4), "Look.")
    assert say_error("en", error) == "No such part. Look."


def test_a_note_names_parts_and_colours_in_the_askers_language() -> None:
    placed = {"hint": "头发: 红 @ 上", "region": "3", "place": "上", "became": "color", "color": "#e02b35", "to": ""}
    assert say_code("zh", "hint.placed", "-", placed) == "“头发: 红 @ 上”：在“上”找到的区域 3 涂成了 红色 #e02b35。"
    waiting = {"hint": "髪: 赤", "part": "hair", "case": "part"}
    assert "髪の場所" in say_code("ja", "hint.needs_place", "-", waiting)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_sentence_tells_people_to_write_is_understood(language: str) -> None:
    tried = 0
    for key, text in _texts(language).items():
        if key.startswith("engine.hint."):
            for example in re.findall(r"[“「]([^“”「」{}]+: [^“”「」{}]+)[”」]", text):
                parse_hints(example)
                tried += 1
    assert tried > 8


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
