"""Whatever a chat or the page says comes from bot/locales, where every text is used, and is there in all languages."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import bot
from bot.locales import LOCALES, _texts, keys
from bot.studio.guard import CONTENT_POLICY
from bot.studio.page import page, script_texts
from engine.hints import parse_hints
from engine.pipeline import STEPS
from tests.bot.test_locales import IN_CODE

BOT = Path(bot.__file__).parent
OPERATORS = {
    "cli",
    "batch.py",
    "settings.py",
    "doctor.py",
    "logs.py",
    "service.py",
    "crew.py",
    "outbox.py",
    "metrics.py",
}
"""What these say, operators read, in English."""
SILENT = {"locales", "store", "failures.py"}
"""Texts, tables, and what Telegram says."""
OF_THE_ENGINE = {"intake.py"}
"""Its sentences have the engine's codes: test_tongues holds their translations."""
APART = OPERATORS | SILENT | OF_THE_ENGINE
CHATS = sorted(p for p in BOT.rglob("*.py") if not {p.name, p.relative_to(BOT).parts[0]} & APART)
SOURCES = sorted(BOT.rglob("*.py"))

SENTENCE = re.compile(r"[A-Za-z']{2,}[ ,]+[a-z']{2,}[ ,]+[a-z']{2,}|^[A-Z][a-z]+ [a-z]+.*[.!?…]$")
NOT_SAID = {"EngineError", "RuntimeError", "ValueError", "Field", "execute", "describe", "Choice", "context_menu"}
"""Calls whose texts no member reads; what commands and options are called is translated by the clients' locale."""
LOGGED = {"debug", "info", "warning", "error", "exception"}
SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WHERE|AND|FROM)\b|\b(WHERE|VALUES|SET) ")
PAGE_KEYS = ("studio.page.", "studio.script.")


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def is_log(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in LOGGED and isinstance(call.func.value, ast.Name)


def unsaid(tree: ast.Module) -> set[int]:
    """The nodes whose texts nobody in a chat reads: docstrings, logs, errors of ours, SQL, descriptions of commands."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif isinstance(node, ast.Call):
            if name_of(node) in NOT_SAID or is_log(node):
                found |= {id(inner) for inner in ast.walk(node)}
            for keyword in node.keywords:
                if keyword.arg == "description":
                    found |= {id(inner) for inner in ast.walk(keyword.value)}
        elif isinstance(node, ast.Assert) and node.msg is not None:
            found |= {id(inner) for inner in ast.walk(node.msg)}
    return found


def literal_sentences(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    skipped = unsaid(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            text = node.value
            if SENTENCE.search(text) and not SQL.search(text) and text not in NO_SENTENCES:
                yield node.lineno, text


NO_SENTENCES = {
    "Yours alone, or the server's (needs Manage Server)",  # an option's description, given by name
    "As in my Discord",  # a choice's name, translated as one
    "/preset default topic",
    "/preset default group",
    CONTENT_POLICY,
}


@pytest.mark.parametrize("path", CHATS, ids=lambda path: str(path.relative_to(BOT)))
def test_no_sentence_is_said_but_those_of_the_locales(path: Path) -> None:
    assert [f"{line}: {text}" for line, text in literal_sentences(path.read_text("utf-8"))] == []


def test_a_sentence_in_the_source_is_found() -> None:
    said = 'async def f(m):\n    """A docstring says what it does."""\n    log.info("this is only logged here")\n'
    assert list(literal_sentences(said)) == []
    said += (
        '    await m.reply("Please send the sketch again.")\n    raise UserError("x.y", f"There is {n} left to do")\n'
    )
    assert len(list(literal_sentences(said))) == 2


def constants() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every string of the source, and every f-string that may be a key, as a pattern."""
    plain: set[str] = set()
    patterns: set[str] = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [str(v.value) if isinstance(v, ast.Constant) else None for v in node.values]
                fixed = "".join(part or "" for part in parts)
                if re.fullmatch(r"[a-z_]+\.[\w.]*", fixed):
                    patterns.add("".join(re.escape(part) if part else r"[\w.]+" for part in parts))
    return plain, [re.compile(pattern) for pattern in patterns]


def test_every_text_is_used() -> None:
    plain, patterns = constants()

    def is_used(key: str) -> bool:
        names = {key, key.removeprefix("error.")}
        return bool(names & plain) or any(pattern.fullmatch(key) for pattern in patterns)

    unused = {key for key in keys("en") if not key.startswith(PAGE_KEYS) and not is_used(key)}
    assert unused == set()


def said_keys(node: ast.expr | None) -> Iterator[str]:
    """The keys that an argument may be, where it says them itself."""
    if isinstance(node, ast.IfExp):
        yield from said_keys(node.body)
        yield from said_keys(node.orelse)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def test_every_key_that_is_said_is_there() -> None:
    english = keys("en")
    _, patterns = constants()
    missing: list[str] = []
    for source in SOURCES:
        for call in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or name_of(call) not in ("say", "refuse"):
                continue
            at = 1 if name_of(call) == "say" else 0
            keyed = call.args[at] if len(call.args) > at else None
            prefix = "error." if name_of(call) == "refuse" else ""
            missing += [f"{source.name}:{call.lineno}: {k}" for k in said_keys(keyed) if prefix + k not in english]
    assert missing == []
    assert [p.pattern for p in patterns if p.pattern.startswith("style") and not any(map(p.fullmatch, english))] == []


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_a_translation_names_the_same_values(language: str) -> None:
    different = {
        key
        for key, text in _texts("en").items()
        if not key.startswith(IN_CODE) and fields(_texts(language)[key]) != fields(text)
    }
    assert different == set()


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_nothing_is_left_in_english(language: str) -> None:
    """A text of words has words of its language; a text that all languages share has no sentence in it."""
    for key, text in _texts(language).items():
        if text == _texts("en").get(key) and not key.startswith(IN_CODE):
            assert not SENTENCE.search(text) or "`" in text or ": " in text, key


class Words(HTMLParser):
    """The texts and the read attributes of a page, but for its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.words += [
            value for name, value in attrs if value and name in ("alt", "title", "placeholder", "aria-label")
        ]

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._in_script:
            self.words.append(data.strip())


@pytest.mark.parametrize("language", LOCALES)
def test_the_page_says_everything_in_its_readers_language(language: str) -> None:
    text = page(language)  # pyright: ignore[reportArgumentType]
    assert "{{" not in text
    assert f'<html lang="{language}">' in text
    reader = Words()
    reader.feed(text)
    assert len(reader.words) > 50
    if language != "en":
        english = [w for w in reader.words if re.search(r"[A-Za-z]{3,} [a-z]{2,}", w) and "palette" not in w]
        assert english in ([], ["Nurie studio"])


def test_the_pages_script_says_only_what_the_page_gives_it() -> None:
    web = BOT / "studio" / "web"
    names = set(script_texts("en"))
    used: set[str] = set()
    for file in web.glob("*.js"):
        source = file.read_text("utf-8")
        code = re.sub(r"^\s*//.*$", "", source, flags=re.M)
        for quoted in re.findall(r'"([^"\n]*)"|`([^`\n]*)`', code):
            assert not SENTENCE.search("".join(quoted)), f"{file.name}: {quoted}"
        for call in re.findall(r"say\(([^;]*)\)", code):
            used |= set(re.findall(r'"([a-z_]+)"', call)) & names
    assert {name for name in names if "." not in name} - used == set()
    html = (web / "index.html").read_text("utf-8")
    there = {f"studio.page.{name}" for name in re.findall(r"\{\{(\w+)\}\}", html)} - {
        "studio.page.lang",
        "studio.page.texts",
    }
    assert there == {key for key in keys("en") if key.startswith("studio.page.")}


@pytest.mark.parametrize("language", LOCALES)
def test_the_pages_script_can_name_every_step_of_the_engine(language: str) -> None:
    """It stopped in the middle of a picture at a step that it had no word for."""
    texts = script_texts(language)  # pyright: ignore[reportArgumentType]
    assert {f"step.{name}" for name in STEPS} <= set(texts)
    assert all(texts.values())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LOCALES)
def test_what_people_are_told_to_type_is_understood(language: str) -> None:
    texts = _texts(language)
    examples = texts["studio.script.chips"].split(";; ") + texts["studio.page.placeholder"].splitlines()
    examples += [text for key, text in texts.items() if re.search(r"\.(dt_\w+|hint_\d)$", key)]
    told = (
        "help.text",
        "error.light.how",
        "telegram.how",
        "discord.how",
        "hints.present",
        "hints.none",
        "error.hints.empty",
    )
    for key in (*told, "welcome.direct", "welcome.server", "welcome.group"):
        examples += re.findall(r"`([^`/{}]+: ?[^`{}]+)`", texts[key])
    assert len(examples) > 25
    for example in examples:
        parse_hints(example)
