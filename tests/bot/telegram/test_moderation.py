"""/settings and what it brings about, over a loopback Telegram: a moderator's day, and whoever is no moderator."""

from __future__ import annotations

import pytest

from bot.frontend import Asker
from bot.rules import Rules
from engine.catalog import MODELS
from tests.bot.telegram.conftest import MakeNurie, Nurie
from tests.bot.telegram.test_preset_commands import TOML, admin_calls
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_params import ApiError
from tests.loopback.telegram_world import ANONYMOUS, Chat, Message, User

HOURLY = "Pictures an hour, per member"


async def answer(tg: LoopbackTelegram, sent: Message) -> Message:
    """What the bot replies to a message, once it has stopped reading."""
    return await tg.wait_message(lambda m: m.from_bot and m.reply_to == sent.id and "Reading" not in m.text)


async def say_in(tg: LoopbackTelegram, chat: Chat, text: str, user: User, topic: int | None = None) -> Message:
    return await answer(tg, await tg.user_sends_text(chat, text, user=user, topic=topic))


async def sketch_in(tg: LoopbackTelegram, chat: Chat, data: bytes, user: User, topic: int | None = None) -> Message:
    sent = await tg.user_sends_document(chat, data, caption="/color", user=user, topic=topic)
    return await answer(tg, sent)


async def choose(tg: LoopbackTelegram, panel: Message, user: User, *labels: str) -> None:
    """Press these buttons of a panel, one after the other; each is named by how its label begins."""
    for label in labels:
        whole = await tg.wait(lambda label=label: next((b for b in panel.labels if b.startswith(label)), None))
        press = await tg.user_clicks(panel, whole, user=user)
        assert not (await tg.wait_answer(press)).get("text")


async def test_a_moderators_day(tg: LoopbackTelegram, make_nurie: MakeNurie, sketch: bytes):
    nurie = make_nurie()
    nurie.group_rate = 1000  # a long day in a short time
    await nurie.start(workers=0)
    boss, mio, ann = tg.user("Boss"), tg.user("Mio"), tg.user("Ann")
    forum = tg.forum("Atelier", boss, mio, ann)
    talk, art = tg.topic(forum, "Talk"), tg.topic(forum, "Art")

    # The moderator looks round, sets a preset, and makes it the default of one topic.
    panel = await say_in(tg, forum, "/settings", boss, art)
    assert "Settings of “Atelier”" in panel.text
    assert "Where I answer: everywhere" in panel.text
    assert f"{HOURLY}: no limit" in panel.text
    assert panel.topic == art
    assert "Saved" in (await say_in(tg, forum, f"/preset create group House\n{TOML}", boss, art)).text
    default = await say_in(tg, forum, "/preset default topic House", boss, art)
    assert "Default of this channel: House" in default.text

    # Only in the topic Art; two pictures a member an hour, one waiting at a time; always a spoiler.
    await choose(tg, panel, boss, "Where I answer", "Only in this topic")
    place = f"Art (https://t.me/c/{str(forum.id)[4:]}/{art})"
    assert f"Where I answer: {place}" in panel.text
    assert "Default preset here: House" in panel.text
    await choose(tg, panel, boss, HOURLY, "3")
    assert f"{HOURLY}: 2" in (await say_in(tg, forum, "/settings hourly 2", boss, art)).text
    await choose(tg, panel, boss, "Pictures waiting at a time", "1")
    await choose(tg, panel, boss, "Results behind a spoiler", "always")
    assert "Results behind a spoiler: always" in panel.text

    # A member works within it, and is told why and where to go when they do not.
    no = await sketch_in(tg, forum, sketch, mio, talk)
    assert f"The moderators of “Atelier” allow me only in {place}." in no.text
    assert no.topic == talk
    assert no.texts == [no.text], "nothing was begun"
    assert "Next in line" in (await sketch_in(tg, forum, sketch, mio, art)).text
    [job] = await nurie.desk.jobs(Asker("telegram", str(mio.id)))
    stored = await nurie.desk._store.jobs.get(job.id)
    assert stored is not None
    assert stored.request["preset"]["lines"] == [0x12, 0x34, 0x56]
    assert "may have waiting is 1" in (await sketch_in(tg, forum, sketch, mio, art)).text
    await nurie.hire()
    result = await tg.wait_message(lambda m: m.from_bot and m.photo)
    assert result.spoiler
    await sketch_in(tg, forum, sketch, mio, art)
    await tg.wait_message(lambda m: m.from_bot and m.photo and m is not result)
    spent = await sketch_in(tg, forum, sketch, mio, art)
    assert "You have used up this hour's pictures in “Atelier”: its moderators allow 2" in spent.text
    press = await tg.user_clicks(result, "Again", user=mio)
    told = await tg.wait_answer(press)
    assert "free in 60 min" in told["text"]
    assert "this hour's" not in (await sketch_in(tg, forum, sketch, ann, art)).text

    # The moderator thinks better of it, and the audit has it all.
    await choose(tg, panel, boss, HOURLY, "no limit")
    await choose(tg, panel, boss, "Where I answer", "Everywhere")
    assert "Where I answer: everywhere" in panel.text
    assert "allow me only" not in (await sketch_in(tg, forum, sketch, mio, talk)).text
    audit = (await say_in(tg, forum, "/audit", boss, talk)).text.split("\n")[1:]
    assert [line.split("· Boss ")[1] for line in audit] == [
        f"changed “Where I answer” from {place} to everywhere",
        f"changed “{HOURLY}” from 2 to no limit",
        "changed “Results behind a spoiler” from as the sketch was to always",
        "changed “Pictures waiting at a time, per member” from no limit to 1",
        f"changed “{HOURLY}” from 3 to 2",
        f"changed “{HOURLY}” from no limit to 3",
        f"changed “Where I answer” from everywhere to {place}",
        "made House a channel's default",
        "saved the preset House",
    ]


async def test_in_a_topic_a_command_alone_is_no_reply(tg: LoopbackTelegram, idle: Nurie):
    boss = tg.user("Boss")
    forum = tg.forum("Atelier", boss)
    said = await say_in(tg, forum, "/color hair: pink", boss, tg.topic(forum, "Art"))
    assert "Send a sketch" in said.text


async def test_topics_are_added_and_taken_away(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    boss = tg.user("Boss")
    forum = tg.forum("Atelier", boss)
    talk, art = tg.topic(forum, "Talk"), tg.topic(forum, "Art")
    await say_in(tg, forum, "/settings channels here", boss, art)
    panel = await say_in(tg, forum, "/settings channels add", boss)
    assert "Where I answer: Art (https://t.me/c/" in panel.text
    assert "General (https://t.me/c/" in panel.text
    assert "allow me only" in (await sketch_in(tg, forum, sketch, boss, talk)).text
    assert "in line" in (await sketch_in(tg, forum, sketch, boss)).text
    await choose(tg, panel, boss, "Where I answer", "Not in this topic")
    assert "allow me only" in (await sketch_in(tg, forum, sketch, boss)).text
    assert "line" in (await sketch_in(tg, forum, sketch, boss, art)).text


@pytest.mark.parametrize(
    ("language", "says"), [("en", "admin of the group"), ("zh-hans", "群管理员"), ("ja", "管理者")]
)
async def test_who_is_no_admin_is_told_so_at_the_time(tg: LoopbackTelegram, idle: Nurie, language: str, says: str):
    boss, mio = tg.user("Boss"), tg.user("Mio", language)
    group = tg.group("Atelier", boss, mio)
    assert says in (await say_in(tg, group, "/settings", mio)).text
    assert says in (await say_in(tg, group, "/settings hourly 5", mio)).text
    panel = await say_in(tg, group, "/settings", boss)
    asked = admin_calls(tg)
    press = await tg.user_clicks(panel, next(b for b in panel.labels if b.startswith(HOURLY)), user=mio)
    assert says in (await tg.wait_answer(press))["text"]
    assert admin_calls(tg) == asked + 1
    group.admins.add(mio.id)
    shown = await say_in(tg, group, "/settings hourly 5", mio)
    group.admins.remove(mio.id)
    press = await tg.user_clicks(shown, shown.labels[0], user=mio)
    assert says in (await tg.wait_answer(press))["text"]
    assert f"{HOURLY}: 5" in (await say_in(tg, group, "/settings", boss)).text


async def test_an_unnamed_admin_is_one_and_a_linked_channel_is_not(tg: LoopbackTelegram, idle: Nurie):
    boss = tg.user("Boss")
    group = tg.group("Atelier", boss)
    channel = {"id": -1009, "type": "channel", "title": "News"}
    panel = await say_in(tg, group, "/settings hourly 5", ANONYMOUS)
    assert f"{HOURLY}: 5" in panel.text
    assert admin_calls(tg) == 0
    command = [{"type": "bot_command", "offset": 0, "length": len("/settings")}]
    posted = tg._say(group, ANONYMOUS, text="/settings hourly 9", entities=command, sender_chat=channel)
    assert "admin of the group" in (await answer(tg, posted)).text
    audit = (await say_in(tg, group, "/audit", boss)).text
    assert f"an unnamed admin changed “{HOURLY}” from no limit to 5" in audit
    # Who presses is a person, whom Telegram names, and is asked for.
    await choose(tg, panel, boss, HOURLY, "10")
    assert f"{HOURLY}: 10" in panel.text


async def test_what_is_no_setting_is_answered_with_what_to_do(tg: LoopbackTelegram, idle: Nurie):
    boss = tg.user("Boss")
    group = tg.group("Atelier", boss)
    for text, says in (
        ("/settings mood blue", "This is no setting of mine"),
        ("/settings private true", "This is no setting of mine"),
        ("/settings hourly many", "no number from 0 to 1000"),
        ("/settings spoiler perhaps", "This is no setting of mine"),
        ("/settings models dall-e", "There is no model called “dall-e”"),
        ("/settings channels there", "This is no setting of mine"),
    ):
        assert says in (await say_in(tg, group, text, boss)).text
    alone = tg.private("Mio")
    assert "belong to a server or a group" in (await say_in(tg, alone, "/settings", alone.people[0])).text
    panel = await say_in(tg, group, "/settings", boss)
    assert not any("Where" in label for label in panel.labels), "a group without topics is one place"
    assert "no limit" in panel.text


async def test_the_panel_works_after_a_restart(tg: LoopbackTelegram, idle: Nurie):
    boss = tg.user("Boss")
    group = tg.group("Atelier", boss)
    panel = await say_in(tg, group, "/settings", boss)
    await idle.stop()
    await idle.start(workers=0)
    await choose(tg, panel, boss, HOURLY, "5")
    assert f"{HOURLY}: 5" in panel.text
    await choose(tg, panel, boss, HOURLY, "Back")


async def test_admins_are_offered_the_command(tg: LoopbackTelegram, idle: Nurie):
    offered = tg.world.commands["", "all_chat_administrators"]
    assert {"settings", "audit"} <= {command["command"] for command in offered}
    assert "settings" not in {command["command"] for command in tg.world.commands["", "all_group_chats"]}


async def test_models_are_turned_on_and_off(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(MODELS, "other", "another model")
    boss = tg.user("Boss")
    group = tg.group("Atelier", boss)
    panel = await say_in(tg, group, "/settings", boss)
    await choose(tg, panel, boss, "Models: all", "✓ classical")
    assert "Models: other" in panel.text
    await sketch_in(tg, group, sketch, boss)
    [job] = await idle.desk.jobs(Asker("telegram", str(boss.id)))
    stored = await idle.desk._store.jobs.get(job.id)
    assert stored is not None
    assert stored.request["model"] == "other"
    await choose(tg, panel, boss, "Models: other", "classical")
    assert "Models: all" in panel.text
    assert "Models: classical" in (await say_in(tg, group, "/settings models classical", boss)).text


async def test_a_group_that_becomes_a_supergroup_keeps_what_was_set(tg: LoopbackTelegram, idle: Nurie):
    boss = tg.user("Boss")
    small = tg.group("Atelier", boss)
    await say_in(tg, small, "/settings hourly 5", boss)
    await say_in(tg, small, f"/preset create group House\n{TOML}", boss)
    await say_in(tg, small, "/preset default group House", boss)
    large = tg.upgrade(small)
    await idle.dealt_with()
    panel = await say_in(tg, large, "/settings", boss)
    assert f"{HOURLY}: 5" in panel.text
    assert "Default preset here: House" in panel.text
    assert "made House the server's default" in (await say_in(tg, large, "/audit", boss)).text
    assert await idle.desk.rules.of("telegram", str(small.id)) == Rules(), "nothing is left behind"


async def test_where_telegram_does_not_say_who_is_admin_nothing_is_changed(tg: LoopbackTelegram, idle: Nurie):
    boss = tg.user("Boss")
    group = tg.group("Atelier", boss)
    panel = await say_in(tg, group, "/settings", boss)
    tg.limits.fail("getChatMember", ApiError(500, "Internal Server Error"), ApiError(502, "Bad Gateway"))
    assert "did not say just now" in (await say_in(tg, group, "/settings hourly 5", boss)).text
    press = await tg.user_clicks(panel, next(b for b in panel.labels if b.startswith(HOURLY)), user=boss)
    assert "did not say just now" in (await tg.wait_answer(press))["text"]
    tg.limits.fail("getChatMember", ApiError(400, "Bad Request: PARTICIPANT_ID_INVALID"))
    assert "admin of the group" in (await say_in(tg, group, "/settings", boss)).text
    assert f"{HOURLY}: no limit" in (await say_in(tg, group, "/settings", boss)).text
