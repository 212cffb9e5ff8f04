"""What Discord refuses of messages, forms, suggestions and commands, by its documented limits.

Each `check_` raises the ApiError that Discord would answer with; its text says which field it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from tests.loopback.discord_forms import ApiError
from tests.loopback.discord_world import walk

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 2, 3, 4, 10, 18
SELECTS = (3, 5, 6, 7, 8)
"""Lists to choose from: of text, users, roles, both, channels."""
LINK, PREMIUM = 5, 6
SUBCOMMAND, GROUP = 1, 2
CHAT_COMMAND = 1
LAYOUT_FLAG = 1 << 15
"""A message whose text is in its components alone, and may have any number of them up to 40."""

MOST_COMPONENTS, MOST_TEXT, MOST_CONTENT, MOST_COMMAND_TEXT = 40, 4000, 2000, 8000
NAME = re.compile(r"[-_'\w]{1,32}")

Json = dict[str, Any]


def refuse(what: str) -> NoReturn:
    raise ApiError(400, 50035, f"Invalid Form Body\nIn {what}")


def _length(text: Any, least: int, most: int, what: str) -> None:
    if not least <= len(text or "") <= most:
        refuse(f"{what}: Must be between {least} and {most} in length.")


def _at_most(things: Sequence[object] | None, most: int, what: str) -> None:
    if len(things or ()) > most:
        refuse(f"{what}: Must be {most} or fewer in length.")


def _all_different(values: Iterable[object], what: str) -> None:
    listed = list(values)
    if len(set(listed)) < len(listed):
        refuse(f"{what}: cannot be duplicated")


# messages


def check_message(payload: Json, attachments: Sequence[object]) -> None:
    """A new message, or what an edit makes of one."""
    _length(payload.get("content"), 0, MOST_CONTENT, "content")
    _length(str(payload.get("nonce") or ""), 0, 25, "nonce")
    _at_most(attachments, 10, "attachments")
    for attachment in payload.get("attachments") or []:
        _length(attachment.get("description"), 0, 1024, "attachments.description")
    rows = payload.get("components") or []
    if int(payload.get("flags") or 0) & LAYOUT_FLAG:
        if payload.get("content") or payload.get("embeds"):
            refuse("content: The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    else:
        _at_most(rows, 5, "components")
        for row in rows:
            if row.get("type") != ROW:
                refuse("components.type: Value must be one of {1}.")
    everything = walk(rows)
    _at_most(everything, MOST_COMPONENTS, "components")
    _length("".join(c.get("content") or "" for c in everything if c["type"] == TEXT_DISPLAY), 0, MOST_TEXT, "text")
    _all_different((c["custom_id"] for c in everything if c.get("custom_id")), "components.custom_id: Component")
    for component in everything:
        _check_component(component)


def _check_component(component: Json) -> None:
    kind = component.get("type")
    if kind == ROW:
        _check_row(component.get("components") or [])
    elif kind == BUTTON:
        if component.get("style") not in (LINK, PREMIUM):
            _length(component.get("custom_id"), 1, 100, "components.custom_id")
        _length(component.get("label"), 0 if component.get("emoji") else 1, 80, "components.label")
    elif kind in SELECTS:
        _check_select(component)


def _check_row(inside: list[Json]) -> None:
    """One to five buttons, or one list alone."""
    kinds = [component.get("type") for component in inside]
    if not 1 <= len(kinds) <= 5:
        refuse("components: Must be between 1 and 5 in length.")
    if len(kinds) > 1 and any(kind != BUTTON for kind in kinds):
        refuse("components: a list, or a text field, is alone in its row.")


def _check_select(component: Json) -> None:
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    _length(component.get("custom_id"), 1, 100, "components.custom_id")
    _length(component.get("placeholder"), 0, 150, "components.placeholder")
    if not 0 <= least <= 25 or not 1 <= most <= 25 or least > most:
        refuse("components: min_values and max_values.")
    if component["type"] == STRING_SELECT:
        options = component.get("options") or []
        if not max(1, most) <= len(options) <= 25:
            refuse("components.options: Must be between 1 and 25 in length.")
        for option in options:
            _length(option["label"], 1, 100, "components.options.label")
            _length(option["value"], 1, 100, "components.options.value")
            _length(option.get("description"), 0, 100, "components.options.description")
        _all_different((option["value"] for option in options), "components.options: The specified option value")
        _at_most([o for o in options if o.get("default")], most, "components.options: default")
    else:
        _at_most(component.get("default_values"), most, "components.default_values")


# forms and suggestions


def check_modal(form: Json) -> None:
    """A form: a title and one to five fields, each in a row or under a label of its own."""
    _length(form.get("title"), 1, 45, "title")
    _length(form.get("custom_id"), 1, 100, "custom_id")
    rows = form.get("components") or []
    if not 1 <= len(rows) <= 5 or any(row.get("type") not in (ROW, LABEL, TEXT_DISPLAY) for row in rows):
        refuse("components: Must be between 1 and 5 in length.")
    for row in rows:
        if row["type"] == ROW:
            _check_row(row.get("components") or [])
        elif row["type"] == LABEL:
            _length(row.get("label"), 1, 45, "components.label")
            _length(row.get("description"), 0, 100, "components.description")
    fields = [c for c in walk(rows) if c.get("custom_id")]
    _all_different((field["custom_id"] for field in fields), "components.custom_id: Component")
    for field in fields:
        if field["type"] == TEXT_INPUT:
            _check_text_input(field, labelled=any(row.get("component") is field for row in rows))
        else:
            _check_select(field)


def _check_text_input(field: Json, *, labelled: bool) -> None:
    _length(field["custom_id"], 1, 100, "components.custom_id")
    _length(field.get("label"), 0 if labelled else 1, 45, "components.label")
    _length(field.get("placeholder"), 0, 100, "components.placeholder")
    least, most = field.get("min_length") or 0, field.get("max_length") or MOST_TEXT
    if not 0 <= least <= MOST_TEXT or not 1 <= most <= MOST_TEXT or least > most:
        refuse("components: min_length and max_length.")
    if field.get("value"):
        _length(field["value"], least, most, "components.value")


def check_choices(choices: list[Json]) -> None:
    """What is offered while a member types."""
    _at_most(choices, 25, "choices")
    for choice in choices:
        _texts(choice, "name", 1, 100, "choices.name")
        if isinstance(choice["value"], str):
            _length(choice["value"], 1, 100, "choices.value")


# commands


def check_commands(commands: list[Json]) -> None:
    """All global commands of an application."""
    _all_different(((c.get("type", CHAT_COMMAND), c["name"]) for c in commands), "Application command names")
    for kind, most in ((CHAT_COMMAND, 100), (2, 5), (3, 5)):
        _at_most([c for c in commands if c.get("type", CHAT_COMMAND) == kind], most, "commands")
    for command in commands:
        if command.get("type", CHAT_COMMAND) == CHAT_COMMAND:
            _check_named(command, command["name"])
            _check_options(command, command["name"], depth=0)
            if _text_size(command) > MOST_COMMAND_TEXT:
                refuse(f"{command['name']}: Command exceeds maximum size (8000)")
        else:
            _texts(command, "name", 1, 32, f"{command['name']}.name")
            if command.get("description"):
                refuse(f"{command['name']}: Context menu commands cannot have description")


def _texts(entry: Json, key: str, least: int, most: int, what: str) -> None:
    """A text and its translations."""
    for text in (entry.get(key), *(entry.get(f"{key}_localizations") or {}).values()):
        _length(text, least, most, what)


def _check_named(entry: Json, path: str) -> None:
    """A command or an option: a lower-case name of 32 characters, and a description, in every language."""
    for name in (entry["name"], *(entry.get("name_localizations") or {}).values()):
        if not NAME.fullmatch(name) or name != name.lower():
            refuse(f"{path}: a lower-case name of 1 to 32 letters, digits, - and _.")
    _texts(entry, "description", 1, 100, f"{path}.description")


def _check_options(entry: Json, path: str, depth: int) -> None:
    options = entry.get("options") or []
    _at_most(options, 25, f"{path}.options")
    languages = {language for option in options for language in option.get("name_localizations") or {}}
    _all_different((option["name"] for option in options), f"{path}: Option names")
    for language in languages:
        names = ((option.get("name_localizations") or {}).get(language, option["name"]) for option in options)
        _all_different(names, f"{path}: Option names in {language}")
    required = [bool(option.get("required")) for option in options if option["type"] not in (SUBCOMMAND, GROUP)]
    if required != sorted(required, reverse=True):
        refuse(f"{path}: Required options must be placed before non-required options")
    for option in options:
        here = f"{path}.{option['name']}"
        _check_named(option, here)
        if option["type"] in (SUBCOMMAND, GROUP):
            if depth > 1 or len(required) > 0:
                refuse(f"{here}: Sub-command and sub-command group option types are mutually exclusive")
            _check_options(option, here, depth + 1)
            continue
        _at_most(option.get("choices"), 25, f"{here}.choices")
        if option.get("choices") and option.get("autocomplete"):
            refuse(f"{here}: choices cannot be set with autocomplete.")
        check_choices(option.get("choices") or [])
        if option.get("max_length") is not None and not 1 <= option["max_length"] <= 6000:
            refuse(f"{here}.max_length: Must be between 1 and 6000.")


def _text_size(entry: Json) -> int:
    """Characters of names, descriptions and values, each in its longest language, of all that a command has."""
    size = 0
    for key in ("name", "description"):
        texts = (entry.get(key) or "", *(entry.get(f"{key}_localizations") or {}).values())
        size += max(len(text) for text in texts)
    size += len(entry["value"]) if isinstance(entry.get("value"), str) else 0
    return size + sum(map(_text_size, [*(entry.get("options") or []), *(entry.get("choices") or [])]))
