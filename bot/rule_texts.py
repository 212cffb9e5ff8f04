"""What moderators read about their server's rules, the same on every platform."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.locales import say
from bot.rules import Rules, rule_to_json, server_name
from bot.styles import Member, Scope


def settings_text(
    member: Member, guild_name: str, rules: Rules, shown: Iterable[str], defaults: dict[Scope, str], how: str
) -> str:
    """The rules that a platform has, a line each, and the default preset in this channel; `how` changes that."""
    locale = member.asker.locale
    lines = [say(locale, "rules.title", guild=server_name(locale, guild_name))]
    for name in shown:
        lines.append(say(locale, "rules.line", rule=rule_name(locale, name), value=present(locale, rules, name)))
    preset = defaults.get("channel") or defaults.get("server")
    key = "rules.preset" if preset else "rules.no_preset"
    lines.append(say(locale, key, name=plain(preset or ""), how=how))
    return "\n".join(lines)


def rule_name(locale: str, name: str) -> str:
    return say(locale, f"rules.name.{name}")


def present(locale: str, rules: Rules, name: str) -> str:
    """The present value of a rule in words."""
    return value_text(locale, name, rule_to_json(getattr(rules, name)))


def value_text(locale: str, name: str, value: Any) -> str:
    """A rule's value, as it is stored, in words."""
    if name == "channels":
        return ", ".join(plain(label) for _, label in value) or say(locale, "rules.channels.none")
    if name == "models":
        return ", ".join(value) or say(locale, "rules.models.none")
    if name in ("hourly", "waiting"):
        return say(locale, "rules.number.few", count=value) if value else say(locale, "rules.number.none")
    if name == "private":
        return say(locale, "rules.private.on" if value else "rules.private.off")
    return say(locale, f"rules.{name}.{value}")


def change_text(locale: str, name: str, before: str, after: str) -> dict[str, str]:
    """The values of an audit line about a rule; `before` and `after` are JSON."""
    said = (value_text(locale, name, json.loads(value)) for value in (before, after))
    return {"rule": rule_name(locale, name), **dict(zip(("before", "after"), said, strict=True))}


def plain(name: str) -> str:
    """A name that cannot end the marks around it."""
    return name.replace("`", "'").replace("*", "∗")
