"""What people write, and what is understood of it."""

from __future__ import annotations

import pytest

from engine import Color, ColorizeRequest, UserError
from engine.hints import parse_hints
from engine.request import Hint


def only(text: str) -> Hint:
    (hint,) = parse_hints(text).hints
    return hint


def error(text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        parse_hints(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "part", "color"),
    [
        ("hair: pink", "hair", "#ff81c0"),
        ("HAIR :  PiNk ;;; ", "hair", "#ff81c0"),
        ("hair pink", "hair", "#ff81c0"),
        ("pink hair", "hair", "#ff81c0"),
        ("hair=pink", "hair", "#ff81c0"),
        ("make her hair pink please", "hair", "#ff81c0"),
        ("eyes: #3af", "eyes", "#33aaff"),
        ("eyes: #33AAFF", "eyes", "#33aaff"),
        ("eyes: 33aaff", "eyes", "#33aaff"),
        ("eyes: #33aaff80", "eyes", "#33aaff"),
        ("hair: rgb(255, 0, 10)", "hair", "#ff000a"),
        ("hair: skyblue", "hair", "#87ceeb"),
        ("hair: sky blue", "hair", "#75bbfd"),
        ("hair: sky-blue", "hair", "#75bbfd"),
        ("hair: dark slate grey", "hair", "#2f4f4f"),
        ("skin: pale", "skin", "#ffece1"),
        ("pale skin", "skin", "#ffece1"),
        ("turnip: pale", None, ""),
        ("top: red", "top", "#e50000"),
        ("pink top", "top", "#ff81c0"),
        ("light blue hair", "hair", "#95d0fc"),
        ("头发：粉色", "hair", "#ffa6c4"),
        ("粉色头发", "hair", "#ffa6c4"),
        ("頭髮 粉紅色", "hair", "#ff9ebb"),
        ("眼睛是蓝色的", "eyes", "#2a62d6"),
        ("髪：ピンク", "hair", "#ff9ebb"),
        ("ピンクの髪", "hair", "#ff9ebb"),
        ("青い目", "eyes", "#1f63c9"),
        ("目は青", "eyes", "#1f63c9"),
        ("髪：山吹色", "hair", "#f8b500"),
        ("bg: cream", "background", "#fdf3d6"),
        ("T恤：白", "top", "#ffffff"),
        ("cat ears: black", "creature", "#000000"),
    ],
)
def test_a_part_and_its_colour(text: str, part: str | None, color: str) -> None:
    if part is None:
        assert error(text).code == "hint.unknown_part"
        return
    hint = only(text)
    assert (hint.part, hint.color and hint.color.hex, hint.source, hint.place) == (part, color, "color", None)


@pytest.mark.parametrize(
    "text",
    ["hair: pink!", "Hair: pink.", "* hair: pink", "1. hair: pink", "hair – pink", "long pink hair", "hair: (pink)",
     "color the hair pink", "hair color pink", "hair:: pink", "hair: pink, please"],
)  # fmt: skip
def test_punctuation_and_small_words_do_no_harm(text: str) -> None:
    hint = only(text)
    assert (hint.part, hint.color and hint.color.hex) == ("hair", "#ff81c0")


@pytest.mark.parametrize(
    "text",
    ["hair: pink (40%, 25%)", "hair: pink 40% 25%", "hair (0.4, 0.25): pink", "hair: pink @ (40%, 25%)"],
)
def test_a_point_needs_no_sign(text: str) -> None:
    hint = only(text)
    assert hint.part == "hair"
    assert hint.place is not None
    assert (hint.place.x, hint.place.y, hint.place.exact) == (0.4, 0.25, True)


@pytest.mark.parametrize("text", ["hair top: pink", "hair (top): pink", "pink hair at top", "hair: pink (top)"])
def test_top_beside_a_part_is_a_place(text: str) -> None:
    hint = only(text)
    assert hint.part == "hair"
    assert hint.place is not None
    assert hint.place.y < 0.5


@pytest.mark.parametrize(("text", "regions"), [("12号：红色", (12,)), ("区域12：红色", (12,)), ("12番：赤", (12,))])
def test_regions_with_a_counter(text: str, regions: tuple[int, ...]) -> None:
    assert only(text).regions == regions


def test_heads_in_free_order() -> None:
    assert parse_hints("brown lines").lines == Color.from_hex("#653700")
    assert parse_hints("colored lines").lines == "colored"
    for text, x, style in (
        ("warm light from the upper left", 0.1, "soft"),
        ("no shading", 0.2, "off"),
        ("cel shading", 0.2, "cel"),
    ):
        light = parse_hints(text).light
        assert light is not None
        assert (light.x, light.style) == (x, style)


def test_modifiers_in_three_languages_make_a_colour_lighter_and_darker() -> None:
    def lightness(text: str) -> float:
        color = only(text).color
        assert color is not None
        return sum(color)

    for plain, light, dark in (
        ("hair: teal", "hair: light teal", "hair: dark teal"),
        ("头发：红色", "头发：浅红色", "头发：暗红色"),
        ("髪：赤", "髪：明るい赤", "髪：暗い赤"),
    ):
        assert lightness(dark) < lightness(plain) < lightness(light)


def test_blue_in_japanese_is_teal_in_chinese() -> None:
    assert only("髪：青").color == Color.from_hex("#1f63c9")
    assert only("头发：青").color == Color.from_hex("#1aa6a6")


@pytest.mark.parametrize(
    "text",
    ["hair: pink, eyes: blue", "hair: pink\neyes: blue", "hair: pink; eyes: blue;", "pink hair and blue eyes",
     "hair pink eyes blue", "hair: pink eyes: blue", "pink hair, blue eyes", "hair: pink,, ,eyes: blue\r\n"],
)  # fmt: skip
def test_several_clauses(text: str) -> None:
    assert [(h.part, h.color and h.color.hex) for h in parse_hints(text).hints] == [
        ("hair", "#ff81c0"),
        ("eyes", "#0343df"),
    ]


@pytest.mark.parametrize("text", ["hair, eyes: blue", "hair and eyes: blue", "blue hair and eyes", "头发和眼睛：蓝色"])
def test_parts_share_a_colour(text: str) -> None:
    first, second = parse_hints(text).hints
    assert (first.part, second.part) == ("hair", "eyes")
    assert first.color == second.color is not None


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("12: red", (12,)),
        ("12 red", (12,)),
        ("#12: red", (12,)),
        ("14-16: red", (14, 15, 16)),
        ("16-14: red", (14, 15, 16)),
        ("14〜16：red", (14, 15, 16)),
        ("14..16 = red", (14, 15, 16)),
        ("region 12: red", (12,)),
        ("regions 3-5 and 8: red", (3, 4, 5, 8)),
        ("区域 12：红色", (12,)),
    ],
)
def test_regions_by_number(text: str, regions: tuple[int, ...]) -> None:
    assert only(text).regions == regions


def test_numbers_between_commas() -> None:
    assert only("3, 5, 7-8: red").regions == (3, 5, 7, 8)
    assert [(h.part, h.regions) for h in parse_hints("3, hair, 5: red").hints] == [("hair", ()), (None, (3, 5))]


@pytest.mark.parametrize(
    ("written", "x", "y", "exact"),
    [
        ("40% 25%", 0.4, 0.25, True),
        ("40%, 25%", 0.4, 0.25, True),
        ("(0.4, 0.25)", 0.4, 0.25, True),
        ("（0.4，0.25）", 0.4, 0.25, True),
        ("0.4 0.25", 0.4, 0.25, True),
        ("0% 100%", 0.0, 1.0, True),
        ("C4", 2.5 / 8, 3.5 / 8, False),
        ("top", 1 / 2, 1 / 6, False),
        ("upper left", 1 / 6, 1 / 6, False),
        ("the bottom right corner", 5 / 6, 5 / 6, False),
        ("centre", 1 / 2, 1 / 2, False),
        ("左上", 1 / 6, 1 / 6, False),
        ("真ん中", 1 / 2, 1 / 2, False),
        ("右下角", 5 / 6, 5 / 6, False),
    ],
)
def test_places(written: str, x: float, y: float, exact: bool) -> None:
    for text in (f"hair: pink @ {written}", f"hair @ {written}: pink", f"@{written}: pink", f"pink @{written}"):
        place = only(text).place
        assert place is not None
        assert (place.x, place.y, place.exact) == (pytest.approx(x), pytest.approx(y), exact)


def test_a_place_without_its_sign() -> None:
    left, right = parse_hints("left eye: blue, right eye: red").hints
    assert left.place is not None
    assert right.place is not None
    assert (left.part, right.part) == ("eyes", "eyes")
    assert left.place.x < 0.5 < right.place.x


def test_a_second_place_goes_on_with_the_part() -> None:
    assert [(h.part, h.color and h.color.hex) for h in parse_hints("eyes: blue @ left, red @ right").hints] == [
        ("eyes", "#0343df"),
        ("eyes", "#e50000"),
    ]


@pytest.mark.parametrize("arrow", ["->", " -> ", "→", " => ", " to ", "--->"])
def test_gradients(arrow: str) -> None:
    hint = only(f"dress: navy{arrow}white")
    assert (hint.color and hint.color.hex, hint.to and hint.to.hex) == ("#01153e", "#ffffff")


def test_sources() -> None:
    assert only("hair: ref").source == "reference"
    assert only("髪：参照").source == "reference"
    assert only("bg: none").source == "none"
    assert only("背景：无").source == "none"
    assert only("hair: -").source == "remove"


def test_lines_palette_and_characters() -> None:
    assert parse_hints("lines: brown").lines == Color.from_hex("#653700")
    assert parse_hints("lines: colored").lines == "colored"
    assert parse_hints("lines: -").lines_default
    assert parse_hints("palette: ref only").palette_only is True
    assert parse_hints("palette: ref, only").palette_only is True
    assert parse_hints("palette: free").palette_only is False
    assert parse_hints("use: Mira, Sam O'Neil\nhair: pink").characters == ("Mira", "Sam O'Neil")


def test_a_light() -> None:
    light = parse_hints("light: warm @ upper left, high, cel, 80%").light
    assert light is not None
    assert (light.x, light.y, light.height, light.style, light.strength) == (0.1, 0.1, 1.0, "cel", 0.8)
    assert light.color.hex == "#ffd9a0"
    assert light.text == "warm @ upper left, high, cel, 80%"
    low = parse_hints("light: #ffd9a0 @ -20% 110%, low; hair: pink").light
    assert low is not None
    assert (low.x, low.y, low.height) == (-0.2, 1.1, 0.25)
    japanese = parse_hints("光：暖かい ＠ 左上、ソフト").light
    assert japanese is not None
    assert (japanese.x, japanese.y, japanese.color.hex, japanese.style) == (0.1, 0.1, "#ffd9a0", "soft")
    off = parse_hints("light: off").light
    assert off is not None
    assert off.style == "off"


def test_nothing_is_no_hint() -> None:
    for text in ("", "  \n ", ";;;", "，；", "\ufeff"):
        assert parse_hints(text).hints == ()


@pytest.mark.parametrize(
    ("text", "code", "wrong", "said"),
    [
        ("hair: pnk @ top", "hint.unknown_color", "pnk", 'Did you mean "pink"?'),
        ("hair: #3axf", "hint.bad_hex", "x", "0-9 or a-f"),
        ("light: warm #3axyf", "hint.bad_hex", "xy", "0-9 or a-f"),
        ("hair:＃３ａf１２", "hint.bad_hex", "＃３ａf１２", "three or six"),
        ("hair: #pink", "hint.unknown_color", "#pink", 'Did you mean "pink"?'),
        ("eyes: blue; hiar: pink", "hint.unknown_part", "hiar", 'Did you mean "hair"?'),
        ("hair: pink @ tpo", "hint.bad_place", "tpo", "direction"),
        ("hair: pink @", "hint.bad_place", "@", "missing"),
        ("hair: pink @ 40 25", "hint.bad_place", "40 25", "40% 25%"),
        ("hair: pink @ 140% 20%", "hint.outside", "140% 20%", "between"),
        ("hair:", "hint.no_color", "hair", "hair: pink"),
        ("hair", "hint.no_color", "hair", "hair: pink"),
        ("pink", "hint.no_target", "pink", "hair: pink"),
        (": pink", "hint.no_target", ":", "hair: pink"),
        ("hair: pink blue", "hint.two_colors", "pink blue", "->"),
        ("hair: pink -> red -> blue", "hint.too_many_stops", "blue", "gradient"),
        ("hair: pink ->", "hint.no_color", "->", "pink -> white"),
        ("eyes: none", "hint.not_none", "none", "background"),
        ("light: pnk", "hint.bad_light", "pnk", "pink"),
        ("light: warm 140%", "hint.bad_light", "140%", "100%"),
        ("lines: none", "hint.bad_lines", "none", "colored"),
        ("palette: what", "hint.bad_palette", "palette: what", "ref only"),
        ("use:", "hint.bad_name", "use", "character"),
        ("头发：粉色；眼精：蓝色", "hint.unknown_part", "眼精", "眼"),
        ("hello world", "hint.not_understood", "hello world", "hair: pink"),
        ("12: red @ top", "hint.number_and_place", "12: red @ top", "place alone"),
        ("skin: warm", "hint.no_color", "warm", "warm blue"),
        ("1-99999999: red", "hint.too_many_regions", "1-99999999", "regions"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, code: str, wrong: str, said: str) -> None:
    told = error(text)
    assert told.where is not None
    start, end = told.where
    assert (told.code, text[start:end]) == (code, wrong)
    sentence, excerpt, caret = told.text.split("\n")
    assert said in sentence
    assert "^" in caret
    assert excerpt.strip()


def test_the_caret_stands_under_the_mistake_in_wide_characters_too() -> None:
    assert error("eyes: blue\nhair: pnk").text.split("\n")[1:] == ["  hair: pnk", "        ^^^"]
    assert error("头发：pnk").text.split("\n")[1:] == ["  头发：pnk", "        ^^^"]


def test_limits() -> None:
    clause = "hair: pink @ 10% 20%; "
    long = (clause * 200)[:4000].rsplit(";", 1)[0].ljust(4000)
    assert len(long) == 4000
    assert parse_hints(long).hints
    assert error(long + " ").code == "hint.too_long"
    assert error("1:red;" * 10_000).code == "hint.too_many"
    assert error("1:tan;" * 501).code == "hint.too_many"


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE jobs; --", "<script>alert(1)</script>", "../../etc/passwd", "שיער: ורוד", "👩‍🎨🎨", "{{7*7}}",
        "https://example.com/x.png", "\u202ehair: knip", "%s%s%n", "\x00\x01", "C:\\Windows\\x", "hair: ${jndi:x}",
    ],
)  # fmt: skip
def test_other_people_s_languages_are_answered_with_a_sentence(text: str) -> None:
    told = error(text) if text.strip("\x00\x01") else None
    assert told is None or told.code.startswith("hint.")


def test_apply_adds_replaces_and_takes_back() -> None:
    first = ColorizeRequest.parse(b"", "hair: pink; eyes: blue @ left; 3-5: red; lines: brown")
    more = parse_hints("hair: navy; 4: gold; light: warm; use: Mira").apply(first)
    assert [(h.part, h.regions, h.color and h.color.hex) for h in more.hints] == [
        ("eyes", (), "#0343df"),
        (None, (3, 5), "#e50000"),
        ("hair", (), "#01153e"),
        (None, (4,), "#dbb40c"),
    ]
    assert (more.lines, more.characters) == (Color.from_hex("#653700"), ("Mira",))
    less = parse_hints("hair: -; eyes: -; lines: -").apply(more)
    assert [h.part for h in less.hints] == [None, None]
    assert less.lines is None
    assert parse_hints("").apply(more) == more


def test_a_removal_that_finds_nothing_is_kept_to_be_told() -> None:
    assert [h.source for h in ColorizeRequest.parse(b"", "hair: -").hints] == ["remove"]


def test_ten_thousand_hints_of_a_program_are_refused() -> None:
    request = ColorizeRequest(sketch=b"", hints=(Hint(part="hair", color=Color(1, 2, 3)),) * 10_000)
    with pytest.raises(UserError, match="10000 hints"):
        parse_hints("eyes: blue").apply(request)
