"""What is said about a mistake in hint text: where it is, with a caret under it, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import UserError
from engine.hints.syntax import tidy, width
from engine.hints.words import load

_EXCERPT = 60


def problem(code: str, text: str, source: str, where: tuple[int, int], how: str = "", **values: object) -> UserError:
    """A UserError whose first line is the whole sentence; the line of the text and a caret line follow.

    Its values are the sentence, the excerpt, the caret line and the wrong `word`, beside those given. A
    value `case` tells sentences of one code apart for who says them in another language.
    """
    start = max(0, min(where[0], len(source)))
    end = max(start + 1, where[1])
    excerpt, caret = _caret(source, start, end)
    sentence = f"{text} {how}".strip()
    return UserError(
        code,
        f"{sentence}\n  {excerpt}\n  {caret}",
        where=(start, end),
        sentence=sentence,
        excerpt=excerpt,
        caret=caret,
        word=_word(source[start:end]),
        **values,
    )


def bad_hex(source: str, start: int, end: int) -> UserError:
    """A hex value with a letter that is no digit, or with too few or too many digits."""
    word = tidy(source[start:end])
    wrong = [at for at, c in enumerate(word) if at and c not in "0123456789abcdef"]
    where = (start + wrong[0], start + wrong[-1] + 1) if wrong else (start, end)
    how = "It has three or six digits, each 0-9 or a-f, such as #3af or #ff8fb3."
    return problem("hint.bad_hex", f"{quoted(word)} is no hex colour.", source, where, how, hex=word[:40])


def quoted(word: str) -> str:
    """A piece of the asker's text for use in a sentence: on one line, and not too long."""
    plain = "".join(c if c.isprintable() else " " for c in word).strip()
    return f'"{plain[:40]}…"' if len(plain) > 41 else f'"{plain}"'


def suggest(word: str, candidates: Iterable[str], cutoff: float = 70.0) -> str | None:
    """The known word that is most like an unknown one, or None when nothing comes near."""
    from rapidfuzz import fuzz, process

    crude = set(load("modifiers")["unsuggested"]["words"])
    polite = [c for c in candidates if (not crude.intersection(c.split()) and len(c) > 1) or c >= "\u2e80"]
    # Short words in CJK share one character of two at best.
    limit = cutoff if word < "\u2e80" else 45.0
    hit = process.extractOne(tidy(word)[:40], polite, scorer=fuzz.ratio, score_cutoff=limit)
    return hit[0] if hit else None


def closest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that is most like a word, however little."""
    from rapidfuzz import fuzz, process

    hit = process.extractOne(word[:40], list(candidates), scorer=fuzz.ratio)
    return hit[0] if hit else ""


def did_you_mean(suggestion: str | None, otherwise: str) -> str:
    return f'Did you mean "{suggestion}"?' if suggestion else otherwise


def _word(wrong: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in wrong).strip(" :：;；")
    return f"{plain[:40]}…" if len(plain) > 41 else plain


def _caret(source: str, start: int, end: int) -> tuple[str, str]:
    line_start = max(source.rfind("\n", 0, start), source.rfind("\r", 0, start)) + 1
    breaks = [i for i in (source.find("\n", start), source.find("\r", start)) if i >= 0]
    line_end = min(breaks, default=len(source))
    first = max(line_start, start - _EXCERPT // 2)
    last = min(line_end, max(first + _EXCERPT, min(end, first + 2 * _EXCERPT)))
    before = "…" if first > line_start else ""
    after = "…" if last < line_end else ""
    visible = "".join(c if c.isprintable() else " " for c in source[first:last])
    pad = width(before + visible[: start - first])
    marks = max(1, width(visible[start - first : max(0, min(end, last) - first)]))
    return f"{before}{visible}{after}", " " * pad + "^" * marks
