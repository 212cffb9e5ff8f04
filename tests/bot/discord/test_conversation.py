"""What members see: a sketch sent in every way there is, its result, its buttons, and what goes wrong."""

from __future__ import annotations

import asyncio
import io
import logging

import pytest
from PIL import Image

from engine import OUTPUTS
from tests.bot.discord.conftest import House, draw_sketch
from tests.loopback.discord_world import Interaction, Message

Upload = tuple[str, bytes]


def is_result(message: Message) -> bool:
    return any(a.name.endswith(("rendered.png", "preview.jpg")) for a in message.attachments)


def is_waiting(message: Message) -> bool:
    return any(custom_id.endswith(":cancel") for custom_id in message.buttons)


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def told(used: Interaction) -> Message:
    """What an interaction was answered with."""
    assert used.message is not None
    return used.message


async def told_later(house: House, used: Interaction) -> Message:
    """The answer of an interaction that was acknowledged first."""
    return await house.discord.wait_until(lambda: used.message if used.message and not used.message.loading else None)


async def test_a_sketch_becomes_a_result_with_every_layer(house: House, sketch: Upload) -> None:
    discord = house.discord
    used = await discord.slash("color", sketch=sketch, hints="@ 30% 50%: #ff0080; bg: none", seed=7)
    assert told(used).history[0].content == "Reading your sketch…"
    done = await discord.wait_message(is_result)
    assert done is used.message, "the status message itself becomes the result"
    assert size_of(done.file("rendered.png")) == size_of(sketch[1])
    assert "@ 30% 50%: #ff0080" in done.content
    assert done.allowed_mentions == {"parse": []}
    for output in OUTPUTS:
        got = await told_later(house, await discord.choose(done, f"get:{output}"))
        assert size_of(got.file(f"{output}.png")) == size_of(sketch[1])
    flat = await told_later(house, await discord.choose(done, "get:flat"))
    with Image.open(io.BytesIO(flat.file("flat.png"))) as picture:
        assert picture.convert("RGB").getpixel((28, 32)) == (255, 0, 128)
    psd = await told_later(house, await discord.click(done, "PSD"))
    assert psd.file("layers.psd").startswith(b"8BPS")


async def test_a_wrong_hint_is_answered_with_its_place(house: House, sketch: Upload) -> None:
    used = await house.discord.slash("color", sketch=sketch, hints="bg: none; @ 30% 50%: pnik")
    answer = await house.discord.wait_message(lambda m: "```" in m.content)
    assert answer is used.message
    line, caret = answer.content.split("```")[1].strip("\n").split("\n")
    assert line[caret.index("^") : caret.rindex("^") + 1] == "pnik"
    assert "pink" in answer.content
    assert not answer.buttons


@pytest.mark.parametrize("data", [b"not a picture at all", b"", draw_sketch()[:40]], ids=["text", "empty", "cut"])
async def test_what_is_no_picture_is_answered_with_what_to_send(house: House, data: bytes) -> None:
    used = await house.discord.slash("color", sketch=("cat.png", data))
    answer = await house.discord.wait_message(lambda m: "Please" in m.content)
    assert answer is used.message
    assert not answer.buttons
    assert not await house.desk.jobs(_asker(house))


async def test_a_file_over_the_limit_is_refused_before_it_is_read(house: House, sketch: Upload) -> None:
    used = await house.discord.slash("color", sketch=sketch, claimed_size=26_000_000)
    assert told(used).ephemeral
    assert "26.0 MB" in told(used).content
    assert house.discord.faults.count("/attachments/") == 0
    assert not await house.desk.jobs(_asker(house))


async def test_a_spoiler_stays_a_spoiler(house: House, sketch: Upload) -> None:
    await house.discord.slash("color", sketch=sketch, spoiler=True)
    done = await house.discord.wait_message(is_result)
    assert all(a.hidden for a in done.attachments)
    flat = await told_later(house, await house.discord.choose(done, "Flat"))
    assert all(a.hidden for a in flat.attachments)


async def test_a_private_ask_is_seen_by_its_asker_alone(house: House, sketch: Upload) -> None:
    await house.discord.slash("color", sketch=sketch, private=True)
    done = await house.discord.wait_message(is_result)
    flat = await told_later(house, await house.discord.choose(done, "Flat"))
    assert done.ephemeral
    assert flat.ephemeral
    assert flat.file("flat.png")


async def test_another_members_click_is_answered_to_them_alone(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch)
    done = await discord.wait_message(is_result)
    for used in (
        await discord.choose(done, "Flat", user=discord.bob),
        await discord.click(done, "Delete", user=discord.bob),
    ):
        assert told(used).ephemeral
        assert told(used).seen_by is discord.bob
        assert "Only the one who sent this" in told(used).content
    assert is_result(done)


async def test_buttons_work_after_a_restart_and_after_the_token_is_gone(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch)
    done = await discord.wait_message(is_result)
    await house.stop_front()
    discord.advance(3600)
    await house.start_front()
    flat = await told_later(house, await discord.choose(done, "Flat"))
    assert flat.file("flat.png")
    deleted = await discord.click(done, "Delete")
    assert deleted.message is done
    assert not done.attachments
    assert not done.buttons


@pytest.mark.parametrize("way", ["drop", "reconnect"])
async def test_a_command_sent_while_the_socket_is_down_is_not_lost(house: House, sketch: Upload, way: str) -> None:
    await getattr(house.discord.gateway, way)()
    await house.discord.wait_until(lambda: not house.discord.gateway.live)
    await house.discord.slash("color", sketch=sketch)
    assert await house.discord.wait_message(is_result)
    assert house.discord.gateway.resumes == 1


async def test_the_same_interaction_twice_is_one_job(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    used = await discord.slash("color", sketch=sketch)
    await discord.wait_message(is_waiting)
    event = used.json(discord.application_id, discord.upload_limit(used.channel))
    await discord.gateway.dispatch("INTERACTION_CREATE", event)
    await discord.wait_until(lambda: discord.faults.count("/callback") == 2)
    await discord.slash("help")
    assert len(await idle_house.desk.jobs(_asker(idle_house))) == 1


async def test_a_job_that_outlives_its_token_is_delivered_all_the_same(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    used = await discord.slash("color", sketch=sketch)
    await discord.wait_message(is_waiting)
    discord.advance(16 * 60)
    await idle_house.start_engine()
    assert await discord.wait_message(is_result) is used.message


async def test_a_private_job_that_outlives_its_token_goes_to_the_dms(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    await discord.slash("color", sketch=sketch, private=True)
    await discord.wait_message(is_waiting)
    discord.advance(16 * 60)
    await idle_house.start_engine()
    assert await discord.wait_message(is_result, channel=discord.dm())


async def test_a_deleted_status_message_loses_no_result(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    used = await discord.slash("color", sketch=sketch)
    await discord.delete_message(await discord.wait_message(is_waiting))
    await idle_house.start_engine()
    assert await discord.wait_message(is_result) is not used.message


async def test_a_deleted_channel_keeps_the_result_for_jobs(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    doomed = discord.add_channel(discord.guild, "doomed")
    await discord.slash("color", sketch=sketch, channel=doomed)
    await discord.wait_message(is_waiting, channel=doomed)
    await discord.delete_channel(doomed)
    await idle_house.start_engine()
    async with asyncio.timeout(120):
        while (await idle_house.desk.jobs(_asker(idle_house)))[0].state != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    listed = told(await discord.slash("jobs"))
    assert listed.ephemeral
    assert "1. finished" in listed.content
    again = await told_later(idle_house, await discord.click(listed, "1"))
    assert again.ephemeral
    assert again.file("rendered.png")


async def test_whoever_cannot_be_written_to_any_more_finds_the_result_elsewhere(
    idle_house: House, sketch: Upload
) -> None:
    """The bot was put out of the server, the token has run out, and the member takes no direct messages."""
    discord = idle_house.discord
    left = discord.add_guild("left behind")
    used = await discord.slash("color", sketch=sketch, channel=left.channels[0])
    await discord.wait_message(is_waiting, channel=left.channels[0])
    left.installed, discord.alice.takes_dms = False, False
    discord.advance(16 * 60)
    await idle_house.start_engine()
    async with asyncio.timeout(120):
        while (await idle_house.desk.jobs(_asker(idle_house)))[0].state != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await discord.wait_until(lambda: discord.faults.count("/users/@me/channels"))
    assert not is_result(told(used))
    listed = told(await discord.slash("jobs"))
    again = await told_later(idle_house, await discord.click(listed, "1"))
    assert size_of(again.file("rendered.png")) == size_of(sketch[1])


async def test_a_result_that_discord_refuses_as_too_large_comes_smaller(idle_house: House, sketch: Upload) -> None:
    """It may say one limit with the command, and hold to another one later."""
    discord = idle_house.discord
    used = await discord.slash("color", sketch=sketch)
    await discord.wait_message(is_waiting)
    discord._limit = 100
    await idle_house.start_engine()
    await discord.wait_until(lambda: "PSD" in told(used).buttons.values())
    assert "limit" in told(used).content
    assert discord.messages() == [used.message]


async def test_too_many_requests_are_waited_out(house: House, sketch: Upload) -> None:
    house.discord.faults.rate_limit("/webhooks/", method="PATCH", retry_after=0.05, times=3)
    await house.discord.slash("color", sketch=sketch)
    assert await house.discord.wait_message(is_result)


async def test_a_file_that_discord_refuses_comes_in_a_smaller_form(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch)
    done = await discord.wait_message(is_result)
    discord.faults.fail("/webhooks/", 413, code=40005, method="PATCH")
    answer = await told_later(house, await discord.click(done, "PSD"))
    forms = [a.name for a in answer.attachments]
    assert forms == ["layers.ora"] or "limit" in answer.content or "too large" in answer.content
    assert answer.content


async def test_the_message_menu_colours_the_first_picture(house: House, sketch: Upload) -> None:
    discord = house.discord
    posted = await discord.post("look!", ("notes.txt", b"words"), sketch, user=discord.bob)
    used = await discord.menu("Colorize", posted)
    assert await discord.wait_message(is_result) is used.message
    empty = await discord.post("no picture", user=discord.bob)
    assert "no picture" in told(await discord.menu("Colorize", empty)).content


async def test_a_reference_from_the_menu_is_used_once(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    posted = await discord.post("", ("colours.png", draw_sketch((40, 40))))
    kept = await told_later(idle_house, await discord.menu("Use as reference", posted))
    assert kept.ephemeral
    for expected in (1, 0):
        used = await discord.slash("color", sketch=sketch)
        await discord.wait_until(lambda used=used: is_waiting(told(used)))
        job_id = next(iter(told(used).buttons)).split(":")[1]
        stored = await idle_house.store.jobs.get(job_id)
        assert stored is not None
        assert len(stored.request["references"]) == expected


async def test_what_fails_after_thinking_is_told_to_the_member_alone(idle_house: House) -> None:
    discord = idle_house.discord
    posted = await discord.post("", ("colours.png", draw_sketch((40, 40))))
    discord.faults.fail(r"^/attachments/", 404)
    used = await discord.menu("Use as reference", posted)
    await discord.wait_until(lambda: used.followups)
    [answer] = used.followups
    assert answer.ephemeral
    assert "colours.png" in answer.content
    assert used.message is not None
    assert used.message.deleted


async def test_a_picture_in_a_dm_is_coloured_with_its_text(house: House, sketch: Upload) -> None:
    discord = house.discord
    posted = await discord.post("@ 30% 50%: gold", sketch, channel=discord.dm())
    done = await discord.wait_message(is_result, channel=discord.dm())
    assert done.reply_to is posted
    assert "@ 30% 50%: gold" in done.content


async def test_in_a_server_a_picture_is_coloured_where_the_bot_is_mentioned(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.post("just chatting", sketch)
    posted = await discord.post(f"<@{discord.bot.id}> @ 30% 50%: gold", sketch)
    done = await discord.wait_message(is_result)
    assert done.reply_to is posted
    assert len(discord.messages()) == 1


async def test_cancel_by_button_and_by_command(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    for way in ("button", "command"):
        used = await discord.slash("color", sketch=sketch)
        waiting = told(used)
        await discord.wait_until(lambda waiting=waiting: is_waiting(waiting))
        if way == "button":
            await discord.click(waiting, "Cancel")
        else:
            assert told(await discord.slash("cancel")).ephemeral
        await discord.wait_until(lambda waiting=waiting: "Taken back" in waiting.content)
    assert "no picture" in told(await discord.slash("cancel")).content


async def test_words_come_in_the_members_language(house: House, sketch: Upload) -> None:
    member = house.discord.add_user("aoi", locale="ja")
    used = await house.discord.slash("color", sketch=sketch, user=member)
    assert told(used).history[0].content == "線画を読み込んでいます……"
    assert told(await house.discord.slash("jobs", user=house.discord.bob)).content.startswith("You have no pictures")


async def test_forget_deletes_everything_and_says_what(house: House, sketch: Upload) -> None:
    discord = house.discord
    for _ in range(2):
        await discord.slash("color", sketch=sketch)
    await discord.slash("color", sketch=sketch, user=discord.bob)
    await discord.wait_until(lambda: len([m for m in discord.messages() if is_result(m)]) == 3)
    assert "7 days" in told(await discord.slash("privacy")).content
    gone = await told_later(house, await discord.slash("forget"))
    assert gone.ephemeral
    assert "2 pictures" in gone.content
    assert not await house.desk.jobs(_asker(house))
    assert len([m for m in discord.messages() if is_result(m)]) == 1, "bob's is his own"


async def test_a_slow_button_is_acknowledged_in_time(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch)
    done = await discord.wait_message(is_result)
    job_id = next(iter(done.buttons)).split(":")[1]
    async with house.desk._locks(job_id):
        used = await discord.click(done, "Delete")
        assert used.response == 6, "acknowledged, while what was asked for still waits"
        assert is_result(done)
    await discord.wait_until(lambda: not done.attachments)
    assert "Deleted" in done.content


async def test_presets_and_models_are_suggested(house: House) -> None:
    assert {"name": "classical", "value": "classical"} in await house.discord.autocomplete("color", "model", "CLASS")
    assert await house.discord.autocomplete("color", "model", "zzz") == []
    presets = await house.discord.autocomplete("color", "preset", "")
    assert len(presets) > 3
    assert presets[0] in await house.discord.autocomplete("color", "preset", presets[0]["name"][:3].upper())


async def test_no_token_is_ever_logged(
    house: House, sketch: Upload, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    discord = house.discord
    discord.faults.rate_limit("/webhooks/", retry_after=0.01)
    discord.faults.rate_limit("/callback", retry_after=0.01)
    await discord.slash("color", sketch=sketch)
    done = await discord.wait_message(is_result)
    discord.faults.fail("/webhooks/", 400, times=3)
    used = await discord.choose(done, "Flat")
    await house.stop_front()
    written = caplog.text + "".join(capfd.readouterr())
    assert "rate limited" in written
    for secret in (discord.token, *(i.token for i in discord.interactions.values())):
        assert secret not in written
    assert used.token


def _asker(house: House):
    from bot.frontend import Asker

    return Asker("discord", str(house.discord.alice.id))
