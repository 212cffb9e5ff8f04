"""The lexicon and the part network speak of the same parts."""

from __future__ import annotations

from data.parts import PARTS
from engine.hints.words import parts


def test_the_words_and_the_network_have_one_table() -> None:
    table = parts()
    assert set(PARTS) <= set(table)
    for part in table.values():
        assert set(part.covers) <= set(PARTS), part.key
    assert all(table[key].covers == (key,) for key in PARTS)


def test_a_wider_word_means_several_parts_and_a_drawn_one_none() -> None:
    assert parts()["dress"].covers == ("top", "bottom")
    assert parts()["brows"].covers == ()
