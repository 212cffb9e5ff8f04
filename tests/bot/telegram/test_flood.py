"""Somebody sends far more than one person can: nobody else waits for it, they are told so, and nothing is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.locales import LOCALES, say
from bot.telegram import tray
from tests.bot.telegram.conftest import MakeNurie, Nurie, draw_sketch
from tests.bot.telegram.test_conversation import is_result
from tests.bot.telegram.test_tray import jobs_of, names
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_limits import Gate
from tests.loopback.telegram_world import Chat, Message

MOST = 3
CROWD = {say(locale, "telegram.crowd") for locale in LOCALES}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tray in which few have room, and where each waits for the one before."""
    monkeypatch.setattr(tray, "MOST_OF_ONE", MOST)
    monkeypatch.setattr(tray, "MOST_AT_A_TIME", MOST + 3)
    monkeypatch.setattr(tray, "TURN_SECONDS", 600.0)


def told_so(tg: LoopbackTelegram, chat: Chat) -> list[Message]:
    return [m for m in tg.from_bot(chat) if m.text in CROWD]


async def flood(tg: LoopbackTelegram, chat: Chat, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        await tg.user_sends_document(chat, draw_sketch(60 + number, 60), name=f"{number}.png")


async def test_a_flood_keeps_nobody_else_waiting_and_all_of_it_is_dealt_with(tg: LoopbackTelegram, idle: Nurie):
    gate = tg.limits.hold("getFile")
    mio, ren = tg.private(tg.user("Mio", "ja")), tg.private("Ren")
    await flood(tg, mio, 10)
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait(lambda: told_so(tg, mio))
    await tg.wait_acknowledged()
    asked = await tg.user_sends_text(ren, "/jobs")
    await tg.wait_message(lambda m: m.reply_to == asked.id)
    [said] = told_so(tg, mio)
    assert said.text == say("ja", "telegram.crowd")
    assert len(idle.front._tray._tasks) <= MOST + 1, "the others are on the disk"
    gate.open.set()
    await idle.dealt_with()
    assert names(await jobs_of(idle, mio)) == [[f"{number}.png"] for number in range(10)]
    assert len(told_so(tg, mio)) == 1
    assert await idle.desk.inbox.left("telegram") == {}
    assert not told_so(tg, ren)


async def test_who_floods_again_is_told_again(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private("Mio")
    for turn in (1, 2):
        gate = tg.limits.gates["getFile"] = Gate()
        await flood(tg, mio, MOST + 2, first=10 * turn)
        await tg.wait(lambda turn=turn: len(told_so(tg, mio)) == turn)
        gate.open.set()
        await idle.dealt_with()
    assert len(await jobs_of(idle, mio)) == 2 * (MOST + 2)


async def test_an_album_is_not_torn_apart(tg: LoopbackTelegram, idle: Nurie):
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    await flood(tg, mio, MOST)
    await tg.user_sends_album(mio, [draw_sketch(70 + n, 70) for n in range(MOST + 2)], as_files=True)
    await flood(tg, mio, 1, first=MOST)
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait_acknowledged()
    gate.open.set()
    await idle.dealt_with()
    album = [f"picture {n + 1}.png" for n in range(MOST + 2)]
    first, last = [[f"{n}.png"] for n in range(MOST)], [[f"{MOST}.png"]]
    assert names(await jobs_of(idle, mio)) == [*first, album, *last]


async def test_what_waits_on_the_disk_outlives_a_restart(tg: LoopbackTelegram, make_nurie: MakeNurie):
    nurie = await make_nurie().start(workers=0)
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    await flood(tg, mio, 10)
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait(lambda: told_so(tg, mio))
    await tg.wait_acknowledged()
    await nurie.front.stop(patience=0)
    await nurie.stop()
    gate.open.set()
    await nurie.start(workers=0)
    await nurie.dealt_with()
    assert names(await jobs_of(nurie, mio)) == [[f"{number}.png"] for number in range(10)]
    assert len(told_so(tg, mio)) == 1


async def test_in_a_group_only_who_speaks_to_the_bot_is_told(tg: LoopbackTelegram, idle: Nurie):
    gate = tg.limits.hold("getFile")
    mio = tg.user("Mio")
    club = tg.group("Art club", mio)
    tg.world.reads_all_group_messages = True
    for number in range(MOST):
        name = f"{number}.png"
        await tg.user_sends_document(club, draw_sketch(60 + number, 60), name=name, caption="@nurie_bot")
    await asyncio.wait_for(gate.reached.wait(), 60)
    for text in ("I am painting today", "and tomorrow"):
        await tg.user_sends_text(club, text)
    await tg.wait_acknowledged()
    assert not told_so(tg, club)
    wish = await tg.user_sends_text(club, "/jobs")
    await tg.wait(lambda: told_so(tg, club))
    assert [m.reply_to for m in told_so(tg, club)] == [wish.id]
    gate.open.set()
    await idle.dealt_with()
    assert [m for m in tg.from_bot(club) if m.reply_to == wish.id and m.text not in CROWD]


async def test_a_thumb_too_quick_for_the_buttons_is_told_so(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    result = await tg.wait_message(is_result)
    await nurie.dealt_with()
    gate = tg.limits.hold("sendDocument")
    presses = [await tg.user_clicks(result, "PSD") for _ in range(MOST + 2)]
    answers = [(await tg.wait_answer(press))["text"] for press in presses]
    assert answers == [""] * MOST + [say("en", "telegram.crowd_of_presses")] * 2
    asked = await tg.user_sends_text(mio, "/jobs")
    await tg.wait_message(lambda m: m.reply_to == asked.id)
    gate.open.set()
    await nurie.dealt_with()
    assert len([m for m in tg.from_bot(mio) if m.file_name == "layers.psd"]) == MOST
