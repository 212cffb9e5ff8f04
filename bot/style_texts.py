"""What members read about presets and characters, the same on every platform."""

from __future__ import annotations

from collections.abc import Sequence

from bot.locales import say
from bot.rule_texts import change_text, plain
from bot.store.audit import AuditLine
from bot.store.styles import Style
from bot.styles import Member, Scope


def presets_text(member: Member, styles: Sequence[Style], defaults: dict[Scope, str]) -> str:
    """The presets by whose they are, and the defaults that hold here."""
    locale = member.asker.locale
    groups: dict[str, list[str]] = {"mine": [], "server": [], "shipped": []}
    for style in styles:
        groups["mine" if style.owner == member.own else "server" if style.owner else "shipped"].append(style.name)
    lines = [f"**{say(locale, f'style.{whose}')}:** {_names(names)}" for whose, names in groups.items() if names]
    lines += [
        f"**{say(locale, f'style.default.{scope}')}:** `{plain(defaults[scope])}`"
        for scope in ("server", "channel", "me")
        if scope in defaults
    ]
    return "\n".join(lines)


def characters_text(member: Member, styles: Sequence[Style]) -> str:
    """Each character with its colours, its own first."""
    locale = member.asker.locale
    if not styles:
        return say(locale, "style.no_characters")
    return "\n".join(character_text(member, style) for style in styles)


def character_text(member: Member, style: Style) -> str:
    """One character in one line: its name, whose it is, and its part colours."""
    whose = say(member.asker.locale, "style.mine" if style.owner == member.own else "style.server")
    colors = "; ".join(f"{part}: {color.hex}" for part, color in style.preset.parts)
    return f"**{plain(style.name)}** ({whose}) `{colors}`"


def default_text(member: Member, scope: Scope, name: str) -> str:
    """What a change of a default has made of it."""
    where = say(member.asker.locale, f"style.default.{scope}")
    key = "style.default_set" if name else "style.default_none"
    return say(member.asker.locale, key, where=where, name=plain(name))


def audit_text(locale: str, lines: Sequence[tuple[str, AuditLine]]) -> str:
    """Who changed what, each line with its time as the platform writes it."""
    if not lines:
        return say(locale, "audit.empty")
    return "\n".join([say(locale, "audit.title"), *(_audit_line(locale, when, line) for when, line in lines)])


def _audit_line(locale: str, when: str, line: AuditLine) -> str:
    told = {"when": when, "who": line.member or say(locale, "audit.forgotten")}
    if line.deed.startswith("rule."):
        return say(locale, "audit.rule", **told, **change_text(locale, line.subject, line.before, line.after))
    return say(locale, f"audit.{line.deed}" if line.subject else "audit.default.none", **told, name=plain(line.subject))


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{plain(name)}`" for name in names)
