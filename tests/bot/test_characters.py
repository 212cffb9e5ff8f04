"""Characters saved from a picture: a figure's colours, as the picture shows them, again on the next page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.characters import name_and_place, read_place, shown_parts
from bot.frontend import Asker
from bot.styles import Member
from engine.errors import UserError
from engine.request import Color
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, draw_sketch

ANN, BOB = Asker("chat", "ann", "Ann"), Asker("chat", "bob", "Bob")
MEMBER, OTHER = Member(ANN, "guild-1", "chat-1"), Member(BOB, "guild-1", "chat-1")
FRIENDS, GIRL = (Path("examples", name).read_bytes() for name in ("friends.png", "girl.png"))


def row(part: str, figure: int, color: str, area: float, *box: float) -> dict[str, Any]:
    return {"part": part, "figure": figure, "color": color, "area": area, "box": list(box)}


def hint(part: str, color: str, place: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"part": part, "color": list(Color.from_hex(color)), "place": place}


TWO = [
    row("background", 0, "#fafafa", 0.5, 0, 0, 1, 1),
    row("hair", 1, "#aa0000", 0.1, 0.0, 0.0, 0.4, 0.5),
    row("skin", 1, "#ffccaa", 0.1, 0.1, 0.5, 0.3, 1.0),
    row("hair", 2, "#0000aa", 0.3, 0.3, 0.0, 1.0, 1.0),
]


@pytest.mark.parametrize(
    ("place", "hair"),
    [("", "#0000aa"), ("left", "#aa0000"), ("右", "#0000aa"), ("10% 90%", "#aa0000"), ("45% 40%", "#0000aa")],
)
def test_the_figure_is_the_one_at_the_place_or_the_largest(place: str, hair: str) -> None:
    about = {"parts": TWO, "request": {"hints": []}}
    parts = dict(shown_parts(about, place))
    assert parts["hair"].hex == hair
    assert "background" not in parts
    assert ("skin" in parts) == (hair == "#aa0000")


def test_a_hint_for_a_part_that_is_not_seen_is_kept_and_one_that_is_seen_is_not_doubled() -> None:
    left = {"x": 0.1, "y": 0.5, "exact": False, "text": "left"}
    hints = [hint("footwear", "#123456"), hint("hair", "#00ff00"), hint("bottom", "#654321", left)]
    about = {"parts": TWO, "request": {"hints": [*hints, hint("background", "#ffffff"), hint("brows", "#222222")]}}
    parts = {part: color.hex for part, color in shown_parts(about, "left")}
    assert parts == {"hair": "#aa0000", "skin": "#ffccaa", "footwear": "#123456"}


@pytest.mark.parametrize("text", ["nowhere", "left: red; hair", "", "left; right", "12"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_place(text)


def test_a_name_may_say_which_figure() -> None:
    assert name_and_place("Mira") == ("Mira", "")
    assert name_and_place("Mira Bell @ left") == ("Mira Bell", "left")
    assert name_and_place("ミラ＠左") == ("ミラ", "左")


async def colors_of(house: House, job_id: str, figure: int) -> dict[str, str]:
    """The colours by part that a finished picture's file tells of a figure."""
    about = json.loads(await house.desk.file(job_id, "result.json"))
    return {row["part"]: row["color"] for row in about["parts"] if row["figure"] == figure}


async def delivered(chat: ChatServer, name: str) -> None:
    await chat.wait_for(lambda: name in chat.messages and chat.messages[name].results > 0, 180.0)


async def test_a_figure_of_a_result_has_the_same_colours_on_the_next_page(house: House, chat: ChatServer) -> None:
    await house.hire()
    text = "hair: #d060a0; hair: #3050a0 @ left"
    job, _ = await house.desk.ask(make_ask("m1", FRIENDS, text=text, seed=3))
    await delivered(chat, "m1")
    styles = house.desk.styles
    left, right = await colors_of(house, job.id, 1), await colors_of(house, job.id, 3)
    assert (left["hair"], right["hair"]) == ("#3050a0", "#d060a0")
    mira = await styles.save_character(MEMBER, "Mira @ left", "", shared=False)
    assert mira.name == "Mira"
    assert {part: color.hex for part, color in mira.preset.parts} == left
    kai = await styles.save_character(MEMBER, "Kai", "", shared=True, picture=job.id, place="right")
    assert {part: color.hex for part, color in kai.preset.parts} == right

    page, _ = await house.desk.ask(make_ask("m2", GIRL, text="use: Mira", seed=8))
    await delivered(chat, "m2")
    again = await colors_of(house, page.id, 1)
    assert {"hair", "skin", "top"} <= left.keys() & again.keys()
    assert {part: again[part] for part in left.keys() & again.keys()} == {
        p: left[p] for p in left.keys() & again.keys()
    }

    with pytest.raises(UserError) as caught:
        await styles.save_character(OTHER, "Mine", "", shared=False, picture=job.id)
    assert caught.value.code == "character.not_your_picture"
    with pytest.raises(UserError) as caught:
        await styles.save_character(MEMBER, "Nobody", "", shared=False, picture="gone")
    assert caught.value.code == "job.unknown"
    assert [style.name for style in await styles.characters(OTHER)] == ["Kai"]


async def test_a_picture_that_is_not_done_gives_what_was_asked_for(house: House) -> None:
    job, _ = await house.desk.ask(make_ask("m1", draw_sketch(), text="hair: #aa0000 @ top"))
    for picture in ("", job.id):
        style = await house.desk.styles.save_character(MEMBER, "Mira @ left", "", shared=False, picture=picture)
        assert style.preset.parts == (("hair", Color(170, 0, 0)),)
    assert not await house.desk.styles.pictures(MEMBER)
