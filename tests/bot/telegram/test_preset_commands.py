"""/preset, /character and /audit as members of chats and groups use them, over a loopback Telegram."""

from __future__ import annotations

from bot.frontend import Asker
from tests.bot.telegram.conftest import Nurie
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_world import Chat, User

TOML = 'palette = ["#aa0000"]\nlines = "#123456"'


async def said(tg: LoopbackTelegram, chat: Chat, text: str, user: User | None = None) -> str:
    """What the bot replies to a text."""
    sent = await tg.user_sends_text(chat, text, user=user)
    return (await tg.wait_message(lambda m: m.from_bot and m.reply_to == sent.id)).text


def admin_calls(tg: LoopbackTelegram) -> int:
    return sum(call.method == "getChatMember" for call in tg.calls)


async def test_a_preset_of_ones_own_is_saved_shown_made_default_and_deleted(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes
):
    mio = tg.private("Mio")
    assert "Saved the preset Evening light" in await said(tg, mio, f"/preset create Evening light\n{TOML}")
    sent = await tg.user_sends_text(mio, "/preset show evening light")
    shown = await tg.wait_message(lambda m: m.reply_to == sent.id)
    assert shown.file_name == "evening_light.toml"
    assert b'lines = "#123456"' in (shown.document or b"")
    assert "Evening light" in await said(tg, mio, "/preset default Evening light")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(lambda m: m.from_bot and "line" in m.text and "Next" in m.text)
    [job] = await idle.desk.jobs(Asker("telegram", str(mio.id)))
    stored = await idle.desk._store.jobs.get(job.id)
    assert stored is not None
    assert stored.request["preset"]["lines"] == [0x12, 0x34, 0x56]
    assert "Your default: Evening light" in await said(tg, mio, "/preset")
    assert "none now" in await said(tg, mio, "/preset default")
    assert "Deleted" in await said(tg, mio, "/preset delete EVENING light")
    assert "Evening" not in await said(tg, mio, "/preset list")
    assert admin_calls(tg) == 0


async def test_a_group_admin_is_asked_for_at_the_time(tg: LoopbackTelegram, idle: Nurie):
    boss, mio = tg.user("Boss"), tg.user("Mio")
    group = tg.group("Atelier", boss, mio)
    no = await said(tg, group, f"/preset create group House\n{TOML}", mio)
    assert "admin of the group" in no
    group.admins.add(mio.id)
    assert "Saved" in await said(tg, group, f"/preset create group House\n{TOML}", mio)
    assert "Default of this server: House" in await said(tg, group, "/preset default group house", mio)
    group.admins.remove(mio.id)
    assert "admin of the group" in await said(tg, group, "/preset default group", mio)
    assert "admin of the group" in await said(tg, group, "/audit", mio)
    assert admin_calls(tg) == 5
    audit = (await said(tg, group, "/audit", boss)).split("\n")
    assert [line.split("· Mio ")[1] for line in audit[1:]] == [
        "made House the server's default",
        "saved the preset House",
    ]


async def test_a_wrong_preset_is_answered_with_what_to_mend(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private("Mio")
    assert "brown" in await said(tg, mio, '/preset create x\nlines = "brwn"')
    assert "/preset create NAME" in await said(tg, mio, "/preset create x")
    assert "/preset create NAME" in await said(tg, mio, "/preset paint x")
    assert "There is no server here" in await said(tg, mio, f"/preset create group x\n{TOML}")
    assert 'Did you mean "ink"?' in await said(tg, mio, "/preset show inkk")
    assert "Yours" not in await said(tg, mio, "/preset")


async def test_every_answer_says_what_to_do_next(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private("Mio")
    for command in ("/preset create", "/preset show", "/preset delete"):
        assert "/preset create NAME" in await said(tg, mio, command)
    for command in ("/character save", "/character show", "/character delete"):
        assert "/character save NAME" in await said(tg, mio, command)
    assert "/preset default NAME" in await said(tg, mio, "/preset")
    assert "/preset default x" in await said(tg, mio, f"/preset create x\n{TOML}")
    assert "/character save" in await said(tg, mio, "/character")
    assert "a server or a group" in await said(tg, mio, "/audit")
    assert "/jobs" in await said(tg, mio, "/cancel")


async def test_a_presets_file_is_taken_with_its_caption(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private("Mio")
    sent = await tg.user_sends_document(mio, TOML.encode(), "mine.toml", "/preset create Mine", mime="text/plain")
    assert "Saved the preset Mine" in (await tg.wait_message(lambda m: m.reply_to == sent.id)).text
    sent = await tg.user_sends_document(mio, b"\xff\xfe\x00", "no.toml", "/preset create No", mime="text/plain")
    assert "small text file" in (await tg.wait_message(lambda m: m.reply_to == sent.id)).text


async def test_a_shared_character_is_used_by_others_and_is_its_makers(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    boss, mio, ann = tg.user("Boss"), tg.user("Mio"), tg.user("Ann")
    group = tg.group("Atelier", boss, mio, ann)
    assert "hair: #aa0000" in await said(tg, group, "/character save group Mira: hair: #aa0000", mio)
    await tg.user_sends_document(group, sketch, caption="/color use: mira", user=ann)
    await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    [job] = await idle.desk.jobs(Asker("telegram", str(ann.id)))
    assert "hair: #aa0000" in await idle.desk.hints(job.asker, job.id)
    assert "another member's" in await said(tg, group, "/character save group Mira: hair: blue", ann)
    assert "another member's" in await said(tg, group, "/character delete Mira", ann)
    assert "Mira" in await said(tg, group, "/character", ann)
    assert "Deleted" in await said(tg, group, "/character delete Mira", boss)
    assert "no characters yet" in await said(tg, group, "/characters", mio)


async def test_a_character_is_saved_from_the_result_that_is_replied_to(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    mio, ann = tg.private("Mio"), tg.private("Ann")
    # One after the other: two that are sent at once may be accepted in either order, and the newest is asked for.
    await tg.user_sends_document(mio, sketch, caption="hair: #aa0000 @ top")
    first = await tg.wait_message(lambda m: m.from_bot and bool(m.photo) and "#aa0000" in m.text, 60)
    await tg.user_sends_document(mio, sketch, caption="hair: #00aa00 @ top")
    await tg.wait_message(lambda m: m.from_bot and bool(m.photo) and "#00aa00" in m.text, 60)
    sent = await tg.user_replies(first, "/character save Mira @ left")
    assert "hair: #aa0000" in (await tg.wait_message(lambda m: m.from_bot and m.reply_to == sent.id)).text
    assert "hair: #00aa00" in await said(tg, mio, "/character save Kai")
    sent = await tg.user_replies(first, "/character save Rin: hair: blue")
    assert "#aa0000" not in (await tg.wait_message(lambda m: m.from_bot and m.reply_to == sent.id)).text
    assert "No part colours" in await said(tg, ann, "/character save Mira")


async def test_forget_takes_characters_too_and_answers_speak_the_members_language(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private(tg.user("Mio", "ja"))
    assert "ミラ" in await said(tg, mio, "/character save ミラ：髪: ピンク")
    assert "ミラ" in await said(tg, mio, "/character show ミラ")
    await said(tg, mio, "/forget")
    assert "キャラクターはまだありません" in await said(tg, mio, "/character")
