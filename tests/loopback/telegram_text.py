"""Formatted text as the Bot API counts and reads it: HTML to entities, offsets in UTF-16 units."""

from __future__ import annotations

import html
import re
from typing import Any

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<[^>]*>?|&[^;<\s]*;?|[^<&]+")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_TYPED = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32})"
    r"|(?P<hashtag>(?<!\w)#(?=\w*[^\W\d])\w+)"
)


class ParseError(Exception):
    """The text is not the HTML that the Bot API takes."""


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities. ParseError for what the real server refuses."""
    plain, offset = "", 0
    open_tags: list[tuple[str, Entity]] = []
    entities: list[Entity] = []
    for token in _TOKEN.findall(text):
        if token.startswith("</"):
            name = token[2:-1].strip().lower()
            if not open_tags or open_tags[-1][0] != name:
                raise ParseError(f"unexpected end tag at byte offset {offset}")
            entity = open_tags.pop()[1]
            entity["length"] = offset - entity["offset"]
            if entity["length"]:
                entities.append(entity)
        elif token.startswith("<"):
            open_tags.append(_start_tag(token, offset))
        else:
            piece = _unescape(token)
            plain += piece
            offset += utf16_length(piece)
    if open_tags:
        raise ParseError(f"can't find end tag corresponding to start tag {open_tags[-1][0]}")
    return plain, sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def typed_entities(text: str) -> list[Entity]:
    """What the server marks in a text that a person typed: commands, mentions, hashtags."""
    return [
        {"type": str(m.lastgroup), "offset": utf16_length(text[: m.start()]), "length": utf16_length(m.group())}
        for m in _TYPED.finditer(text)
    ]


def _start_tag(token: str, offset: int) -> tuple[str, Entity]:
    match = re.fullmatch(r"<([a-zA-Z][\w-]*)((?:\s[^>]*)?)>", token)
    if not match:
        raise ParseError(f"unsupported start tag at byte offset {offset}")
    name, attributes = match.group(1).lower(), match.group(2)
    if name == "a":
        link = re.search(r"""href=["']([^"']*)["']""", attributes)
        return name, {"type": "text_link", "offset": offset, "url": link.group(1) if link else ""}
    if name not in _TAGS:
        raise ParseError(f'unsupported start tag "{name}" at byte offset {offset}')
    return name, {"type": _TAGS[name], "offset": offset}


def _unescape(token: str) -> str:
    return html.unescape(token) if _REFERENCE.fullmatch(token) else token
