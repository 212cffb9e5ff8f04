"""A mistake is pointed at where it stands, in whatever script and field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carets import AS_BEFORE, LEFT_TO_RIGHT, pointed
from bot.discord.letters import MAX_TEXT, error_text
from bot.telegram.markup import error_html
from engine.errors import UserError
from engine.hints import parse_hints
from engine.hints.problems import problem
from engine.hints.syntax import width


def mistake(text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        parse_hints(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("hair: pnik @ top", "pnik"),
        ("bg: none\neyes: bluu; skin: pale", "bluu"),
        ("髪: ピンクっぽい何か", "っぽい何か"),
        ("头发: 粉; 眼睛: bluu", "bluu"),
        ("🎨🎨; hair: pnik", "🎨🎨"),
        ("hair: blue; e\u0301yes\u0301: red; bg: none", "e\u0301yes\u0301"),
        ("light: wram @ upper left", "wram"),
        ("bg: none; " * 6 + "hair: pnik; " + "bg: none; " * 6, "pnik"),
        ("hair: " + "q" * 300, "q" * 20),
        ("skin: pale; שיער: pink", "שיער"),
    ],
)
@pytest.mark.parametrize("columns", [34, 40])
def test_carets_stand_under_the_mistake(text: str, wrong: str, columns: int) -> None:
    place = pointed(mistake(text), columns)
    assert place is not None
    line, carets = place[0].strip(LEFT_TO_RIGHT + AS_BEFORE), place[1]
    assert width(line) <= columns
    assert len(carets) <= columns
    assert width(line[: line.index(wrong)]) == carets.index("^")
    assert carets.count("^") >= width(wrong)


def test_right_to_left_text_is_shown_in_its_order() -> None:
    place = pointed(mistake("skin: pale; שיער: pink"), 40)
    assert place == (f"{LEFT_TO_RIGHT}skin: pale; שיער: pink{AS_BEFORE}", " " * 12 + "^^^^")
    plain = pointed(mistake("hair: pnik"), 40)
    assert plain == ("hair: pnik", "      ^^^^")


def test_an_error_without_a_place_is_its_sentence() -> None:
    error = UserError("user.too_many", "You have many.", count=3)
    assert pointed(error, 40) is None
    assert error_text("Many.", error) == error_html("Many.", error) == "Many."


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 50))
def test_any_mistake_in_any_text_fits_a_message(text: str, start: int, length: int) -> None:
    error = problem("hint.wrong", "Wrong.", text, (start, start + length))
    place = pointed(error, 34)
    if place is not None:
        assert width(place[0]) <= 34
        assert len(place[1]) <= 34
        assert "\n" not in place[0]
    told = error_text("Wrong.", error)
    assert told.startswith("Wrong.")
    assert len(told) <= MAX_TEXT
    assert told.count("```") in (0, 2), "hint text cannot close the block it stands in"
    assert error_html("Wrong.", error).count("<pre>") == (place is not None)
