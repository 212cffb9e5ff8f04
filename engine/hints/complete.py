"""Hint text while it is being typed: how its last clause may go on, in the words of one's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from engine.hints.syntax import squeeze, tidy
from engine.hints.words import Language, Part, color_words, load, modifier_words, part_words, parts, whole

HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("lines", "light", "palette", "use"),
    "zh": ("线条", "光", "配色", "使用"),
    "ja": ("線の色", "ライト", "配色", "使う"),
}
PLACES: dict[Language, tuple[str, ...]] = {
    "en": (
        *("top", "bottom", "left", "right", "center"),
        *("upper left", "upper right", "lower left", "lower right"),
    ),
    "zh": ("上", "下", "左", "右", "中间", "左上", "右上", "左下", "右下"),
    "ja": ("上", "下", "左", "右", "中央", "左上", "右上", "左下", "右下"),
}
LIGHTS: dict[Language, tuple[str, ...]] = {
    "en": ("warm", "cool", "soft", "cel", "off", "high", "low", "strong", "weak", "warm @ upper left"),
    "zh": ("暖", "冷", "柔和", "赛璐璐", "关", "高", "低", "强", "弱", "暖 @ 左上"),
    "ja": ("暖かい", "冷たい", "ソフト", "セル", "オフ", "高い", "低い", "強い", "弱い", "暖かい @ 左上"),
}
COMMON: dict[Language, tuple[str, ...]] = {
    "en": (
        *("pink", "red", "orange", "yellow", "green", "blue", "purple", "brown", "black", "white", "gray", "silver"),
        *("blonde", "navy", "teal", "sky blue", "mint", "cream", "gold", "lavender", "light blue", "dark brown"),
    ),
    "zh": (
        *("粉色", "红色", "橙色", "黄色", "绿色", "蓝色", "紫色", "棕色", "黑色", "白色", "灰色", "银色"),
        *("金色", "天蓝", "薄荷", "奶油色", "浅蓝", "深棕"),
    ),
    "ja": (
        *("ピンク", "赤", "オレンジ", "黄色", "緑", "青", "紫", "茶色", "黒", "白", "灰色", "銀色"),
        *("金色", "紺", "水色", "クリーム", "薄い青", "濃い茶色"),
    ),
}
OFTEN = ("hair", "eyes", "skin", "background", "dress", "upper", "lower")
"""The parts that most hints are about."""
_CJK = "\u2e80"


def complete(
    text: str, language: Language = "en", *, characters: Sequence[str] = (), most: int = 25, longest: int = 100
) -> list[str]:
    """The whole text with its last clause gone on: at most so many, none longer than so many characters.

    What was typed before the word at the end is kept as it is. `characters` are names for `use:`.
    """
    plain = tidy(text)
    start = _clause_start(plain)
    colon = plain.find(":", start)
    if colon < 0:
        found = _targets(text, plain, start, language)
    else:
        head = plain[start:colon].strip()
        found = _values(text, plain, colon + 1, head, language, characters)
    fitting = (whole_text for whole_text in dict.fromkeys(found) if len(whole_text) <= longest and whole_text != text)
    return [next_text for next_text, _ in zip(fitting, range(most), strict=False)]


def _clause_start(plain: str) -> int:
    """Where the last clause begins: behind the last `;`, line end, or comma that is in no brackets."""
    start, depth = 0, 0
    for at, character in enumerate(plain):
        depth += (character == "(") - (character == ")")
        if character in ";\r\n" or (character == "," and depth <= 0):
            start, depth = at + 1, 0
    return start


def _targets(text: str, plain: str, start: int, language: Language) -> Iterator[str]:
    """Parts and heads for a clause that has no colon yet; of several words, the last may be one ("pink ha")."""
    kept, typed = _cut(text, plain, start)
    for word in _matching_targets(typed, language):
        yield f"{kept}{word}: "
    before, blank, last = typed.rpartition(" ")
    if blank and last:
        for word in _matching_targets(last, language):
            if word not in HEADS[language]:
                yield f"{kept}{text[len(text) - len(typed) :][: len(before)]} {word}"


def _matching_targets(typed: str, language: Language) -> Iterator[str]:
    spoken = _language(typed, language)
    heads = [word for word in HEADS[spoken] if word.startswith(typed)]
    if not typed:
        yield from (part.names[spoken] for part in _parts_by_use())
        yield from heads
        return
    seen: set[str] = set()
    for word, key in _part_names(spoken):
        if squeeze(tidy(word)).startswith(squeeze(typed)) and key not in seen:
            seen.add(key)
            yield word
    yield from heads


def _values(
    text: str, plain: str, start: int, head: str, language: Language, characters: Sequence[str]
) -> Iterator[str]:
    """Colours, places or what else may stand behind a colon."""
    at = plain.rfind("@", start)
    if at >= 0:
        yield from _going_on(text, plain, at + 1, PLACES[_language(plain[at + 1 :].strip(), language)])
        return
    hit = whole(head, ("head",)) if head else None
    name = hit[1] if hit else ""
    if name == "use":
        yield from _going_on(text, plain, start, characters)
        return
    if name == "palette":
        yield from _going_on(text, plain, start, ("ref only", "free"))
        return
    start = max(start, plain.rfind("->", start) + 2)
    _, typed = _cut(text, plain, start)
    spoken = _language(typed, language)
    if name == "light":
        yield from _going_on(text, plain, start, LIGHTS[spoken])
    elif name == "lines":
        yield from _going_on(text, plain, start, ("colored",))
    yield from _colors(text, plain, start, whole_part(head), spoken)


def _colors(text: str, plain: str, start: int, part: str | None, language: Language) -> Iterator[str]:
    """Colours that begin with what is typed; behind words such as "light" also those that begin with the rest."""
    kept, typed = _cut(text, plain, start)
    words = typed.split(" ")
    behind = 0
    while True:
        rest = " ".join(words[behind:])
        offset = len(typed) - len(rest)
        lead = kept + text[len(text) - len(typed) :][:offset]
        yield from (lead + color for color in _matching_colors(rest, part, language))
        if behind + 1 >= len(words) or words[behind] not in modifier_words():
            return
        behind += 1


def _matching_colors(typed: str, part: str | None, language: Language) -> Iterator[str]:
    own = [word for word in load("colors")["on"].get(part or "", {}) if _speaks(word, language)]
    # English tells apart what a word means on a part; elsewhere that table holds spellings of the common ones.
    first = [*own[:8], *COMMON[language]] if language == "en" else COMMON[language]
    ordered = [*first, *own, *_color_list(language)] if typed else first
    yield from (word for word in ordered if word.startswith(typed))


def _going_on(text: str, plain: str, start: int, words: Iterable[str]) -> Iterator[str]:
    kept, typed = _cut(text, plain, start)
    yield from (kept + word for word in words if tidy(word).startswith(typed))


def _cut(text: str, plain: str, start: int) -> tuple[str, str]:
    """(what is kept, with a blank behind it; the word at the end as it is compared) from `start` on."""
    typed = plain[start:].lstrip()
    kept = text[: len(text) - len(typed)]
    needs_blank = kept and not kept[-1].isspace() and kept[-1] < _CJK
    return (f"{kept} " if needs_blank else kept), typed


def whole_part(head: str) -> str | None:
    """The part that a head such as "hair @ top" is about."""
    return part_words().get(squeeze(head.partition("@")[0].strip()))


def _parts_by_use() -> list[Part]:
    return sorted(parts().values(), key=lambda part: OFTEN.index(part.key) if part.key in OFTEN else len(OFTEN))


@cache
def _part_names(language: Language) -> tuple[tuple[str, str], ...]:
    """(name, part): each part's own name first, then the other words for them, short ones first."""
    own = [(part.names[language], part.key) for part in _parts_by_use()]
    others = [(word, key) for key, row in load("parts").items() for word in row[language][1:]]
    return (*own, *sorted(others, key=lambda item: len(item[0])))


@cache
def _color_list(language: Language) -> tuple[str, ...]:
    """Every colour's name that this language writes, short ones first; none that is crude."""
    crude = set(load("modifiers")["unsuggested"]["words"])
    names = {word for word in color_words(language) if _speaks(word, language) and not crude & set(word.split())}
    # "茶い" is understood, but nobody would write it.
    names = {word for word in names if word < _CJK or not word.endswith("い")}
    return tuple(sorted(names, key=lambda word: (len(word), word)))


def _language(typed: str, language: Language) -> Language:
    """The language of the words to offer: the member's own, or that of the script in which they write."""
    if not typed:
        return language
    if typed[-1] < _CJK:
        return "en"
    return language if language != "en" else "ja" if re.search("[\u3040-\u30ff]", typed) else "zh"


def _speaks(word: str, language: Language) -> bool:
    if (word < _CJK) or language == "en":
        return word < _CJK and language == "en"
    return language == "ja" or not re.search("[\u3040-\u30ff]", word)
