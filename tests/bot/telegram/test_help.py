"""/help and /start with the worked example, and the first words in a group."""

from __future__ import annotations

import io

from PIL import Image

from bot.help import example_picture
from tests.bot.telegram.conftest import Nurie
from tests.loopback.telegram import LoopbackTelegram


async def test_help_and_start_show_the_example_in_the_askers_language(tg: LoopbackTelegram, idle: Nurie) -> None:
    for language, words in [
        ("en", ("hair: pink", "Again")),
        ("ja", ("髪: ピンク", "別の案")),
        ("zh-hans", ("头发", "再来")),
    ]:
        person = tg.private(tg.user(language, language))
        for command in ("/start", "/help"):
            asked = await tg.user_sends_text(person, command)
            shown = await tg.wait_message(lambda m, asked=asked: m.reply_to == asked.id and m.photo)
            with Image.open(io.BytesIO(example_picture(language).data)) as example:
                width, height = example.size
            with Image.open(io.BytesIO(shown.photo or b"")) as photo:
                assert photo.width / photo.height == width / height
            assert words[0] in shown.text
        told = await tg.wait_message(lambda m, asked=asked: m.reply_to == asked.id and not m.photo)
        assert words[1] in told.text


async def test_in_a_group_it_says_once_what_it_does(tg: LoopbackTelegram, idle: Nurie) -> None:
    mio = tg.user("Mio", "ja")
    group = tg.group("Atelier", mio)
    await tg.bot_is_added(group)
    hello = await tg.wait_message(lambda m: m.from_bot and m.doc["chat"]["id"] == group.id)
    assert "Nurie" in hello.text
    assert "/settings" in hello.text
    assert "こんにちは" in hello.text
    await tg.bot_is_added(group, now="left")
    await idle.dealt_with()
    assert len(tg.from_bot(group)) == 1
