"""The loopback Discord refuses what Discord refuses: one more than each documented limit, and not one less."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loopback.discord_forms import ApiError
from tests.loopback.discord_limits import check_choices, check_commands, check_message, check_modal

Json = dict[str, Any]


def button(number: int = 0, **changed: Any) -> Json:
    return {"type": 2, "style": 2, "label": "x", "custom_id": f"b{number}", **changed}


def row(*inside: Json) -> Json:
    return {"type": 1, "components": list(inside)}


def select(options: int = 1, **changed: Any) -> Json:
    listed = [{"label": "x", "value": str(n)} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": listed, **changed}


def message(*rows: Json, **changed: Any) -> Json:
    return {"content": "x", "components": list(rows), **changed}


def option_of(**changed: Any) -> Json:
    return message(row(select(options=0) | {"options": [{"label": "x", "value": "x", **changed}]}))


def form(**changed: Any) -> Json:
    field = {"type": 4, "custom_id": "f", "label": "x", "style": 1, **changed.pop("field", {})}
    return {"title": "x", "custom_id": "x", "components": [row(field)], **changed}


def command(**changed: Any) -> Json:
    return {"type": 1, "name": "color", "description": "x", **changed}


def option(name: str = "x", **changed: Any) -> Json:
    return {"type": 3, "name": name, "description": "x", **changed}


def layout(texts: list[str], buttons: int = 0) -> Json:
    shown = [{"type": 10, "content": text} for text in texts]
    return {"flags": 1 << 15, "components": [*shown, *(row(button(n)) for n in range(buttons))]}


MESSAGES: dict[str, tuple[Json, Json]] = {
    "content": (message(content="x" * 2000), message(content="x" * 2001)),
    "nonce": (message(nonce="x" * 25), message(nonce="x" * 26)),
    "rows": (message(*(row(button(n)) for n in range(5))), message(*(row(button(n)) for n in range(6)))),
    "in a row": (message(row(*map(button, range(5)))), message(row(*map(button, range(6))))),
    "an empty row": (message(), message(row())),
    "no row": (message(row(button())), message(button())),
    "a list is alone": (message(row(select())), message(row(select(), button()))),
    "the same id": (message(row(button(1), button(2))), message(row(button(1), button(1)))),
    "custom_id": (message(row(button(custom_id="x" * 100))), message(row(button(custom_id="x" * 101)))),
    "no custom_id": (message(row(button())), message(row(button(custom_id="")))),
    "label": (message(row(button(label="x" * 80))), message(row(button(label="x" * 81)))),
    "no label": (message(row(button(label="", emoji={"name": "x"}))), message(row(button(label="")))),
    "options": (message(row(select(25))), message(row(select(26)))),
    "no options": (message(row(select(1))), message(row(select(0)))),
    "option label": (option_of(label="x" * 100), option_of(label="x" * 101)),
    "option value": (option_of(value="x" * 100), option_of(value="x" * 101)),
    "option description": (option_of(description="x" * 100), option_of(description="x" * 101)),
    "placeholder": (message(row(select(placeholder="x" * 150))), message(row(select(placeholder="x" * 151)))),
    "max_values": (message(row(select(2, max_values=2))), message(row(select(2, max_values=3)))),
    "defaults": (
        message(row({"type": 8, "custom_id": "c", "default_values": [{"id": "1"}]})),
        message(row({"type": 8, "custom_id": "c", "default_values": [{"id": "1"}, {"id": "2"}]})),
    ),
    "description of a file": (
        message(attachments=[{"id": "0", "description": "x" * 1024}]),
        message(attachments=[{"id": "0", "description": "x" * 1025}]),
    ),
    "40 components": (layout(["x"] * 38, 1), layout(["x"] * 39, 1)),
    "4,000 characters of text": (layout(["x" * 2000] * 2), layout(["x" * 2000, "x" * 2001])),
    "content beside a layout": (layout(["x"]), layout(["x"]) | {"content": "x"}),
}
FORMS: dict[str, tuple[Json, Json]] = {
    "title": (form(title="x" * 45), form(title="x" * 46)),
    "no title": (form(), form(title="")),
    "custom_id": (form(custom_id="x" * 100), form(custom_id="x" * 101)),
    "fields": (
        form(components=[row({"type": 4, "custom_id": str(n), "label": "x"}) for n in range(5)]),
        form(components=[row({"type": 4, "custom_id": str(n), "label": "x"}) for n in range(6)]),
    ),
    "label": (form(field={"label": "x" * 45}), form(field={"label": "x" * 46})),
    "a label's own": (
        form(components=[{"type": 18, "label": "x" * 45, "component": {"type": 4, "custom_id": "f"}}]),
        form(components=[{"type": 18, "label": "x" * 46, "component": {"type": 4, "custom_id": "f"}}]),
    ),
    "placeholder": (form(field={"placeholder": "x" * 100}), form(field={"placeholder": "x" * 101})),
    "value": (form(field={"value": "x" * 4000}), form(field={"value": "x" * 4001})),
    "value and its length": (
        form(field={"value": "x" * 9, "max_length": 9}),
        form(field={"value": "x" * 10, "max_length": 9}),
    ),
    "max_length": (form(field={"max_length": 4000}), form(field={"max_length": 4001})),
}
CHOICES: dict[str, tuple[list[Json], list[Json]]] = {
    "choices": ([{"name": "x", "value": "x"}] * 25, [{"name": "x", "value": "x"}] * 26),
    "name": ([{"name": "x" * 100, "value": "x"}], [{"name": "x" * 101, "value": "x"}]),
    "value": ([{"name": "x", "value": "x" * 100}], [{"name": "x", "value": "x" * 101}]),
    "no name": ([{"name": "x", "value": "x"}], [{"name": "", "value": "x"}]),
}
COMMANDS: dict[str, tuple[list[Json], list[Json]]] = {
    "name": ([command(name="x" * 32)], [command(name="x" * 33)]),
    "letters of a name": ([command(name="上色")], [command(name="上 色")]),
    "lower case": ([command(name="color")], [command(name="Color")]),
    "twice": ([command(name="a"), command(name="b")], [command(name="a"), command(name="a")]),
    "description": ([command(description="x" * 100)], [command(description="x" * 101)]),
    "translation": (
        [command(description_localizations={"ja": "線" * 100})],
        [command(description_localizations={"ja": "線" * 101})],
    ),
    "translated name": ([command(name_localizations={"ja": "着色"})], [command(name_localizations={"ja": "着 色"})]),
    "options": (
        [command(options=[option(f"x{n}") for n in range(25)])],
        [command(options=[option(f"x{n}") for n in range(26)])],
    ),
    "option twice": ([command(options=[option("a"), option("b")])], [command(options=[option("a"), option("a")])]),
    "option twice in one language": (
        [command(options=[option("a", name_localizations={"ja": "い"}), option("b", name_localizations={"ja": "ろ"})])],
        [command(options=[option("a", name_localizations={"ja": "い"}), option("b", name_localizations={"ja": "い"})])],
    ),
    "required first": (
        [command(options=[option("a", required=True), option("b")])],
        [command(options=[option("a"), option("b", required=True)])],
    ),
    "in a subcommand": (
        [command(options=[option(type=1, options=[option(description="x" * 100)])])],
        [command(options=[option(type=1, options=[option(description="x" * 101)])])],
    ),
    "subcommand beside an option": (
        [command(options=[option(type=1)])],
        [command(options=[option(type=1), option("y")])],
    ),
    "choices": (
        [command(options=[option(choices=[{"name": "x", "value": str(n)} for n in range(25)])])],
        [command(options=[option(choices=[{"name": "x", "value": str(n)} for n in range(26)])])],
    ),
    "choices and suggestions": (
        [command(options=[option(autocomplete=True)])],
        [command(options=[option(autocomplete=True, choices=[{"name": "x", "value": "x"}])])],
    ),
    "8,000 characters": (
        [command(options=[option(f"{n:02}", description="x" * 98) for n in range(10)])],
        [
            command(
                options=[
                    option(
                        f"g{g}",
                        type=2,
                        description="x" * 100,
                        options=[option(f"s{s}", type=1, description="x" * 100) for s in range(25)],
                    )
                    for g in range(4)
                ]
            )
        ],
    ),
    "a menu's description": (
        [command(type=3, name="Colour it", description="")],
        [command(type=3, name="Colour it", description="x")],
    ),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_of_messages(case: str) -> None:
    fits, over = MESSAGES[case]
    check_message(fits, [])
    with pytest.raises(ApiError, match="Invalid Form Body"):
        check_message(over, [])


def test_of_files() -> None:
    check_message(message(), [object()] * 10)
    with pytest.raises(ApiError, match="attachments"):
        check_message(message(), [object()] * 11)


@pytest.mark.parametrize("case", FORMS)
def test_of_forms(case: str) -> None:
    fits, over = FORMS[case]
    check_modal(fits)
    with pytest.raises(ApiError, match="Invalid Form Body"):
        check_modal(over)


@pytest.mark.parametrize("case", CHOICES)
def test_of_suggestions(case: str) -> None:
    fits, over = CHOICES[case]
    check_choices(fits)
    with pytest.raises(ApiError, match="Invalid Form Body"):
        check_choices(over)


@pytest.mark.parametrize("case", COMMANDS)
def test_of_commands(case: str) -> None:
    fits, over = COMMANDS[case]
    check_commands(fits)
    with pytest.raises(ApiError, match="Invalid Form Body"):
        check_commands(over)
