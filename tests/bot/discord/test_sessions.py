"""Going on from a result on Discord: replies, the hints form, the list of lights."""

from __future__ import annotations

from bot.frontend import Asker
from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import Upload, is_result, is_waiting, told
from tests.loopback.discord_world import Message


async def newest_hints(house: House) -> str:
    asker = Asker("discord", str(house.discord.alice.id))
    return await house.desk.hints(asker, (await house.desk.jobs(asker))[0].id)


async def another(house: House, *known: Message) -> Message:
    return await house.discord.wait_message(lambda m: is_waiting(m) and m not in known)


async def test_a_reply_with_hints_refines_a_result_and_its_files(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch, hints="bg: cream", seed=7)
    first = await discord.wait_message(is_result)
    await discord.post(f"<@{discord.bot.id}> @ 30% 50%: #ff0080", reply_to=first)
    second = await discord.wait_message(lambda m: is_result(m) and m is not first)
    assert "@ 30% 50%: #ff0080" in second.content
    assert "Seed 7" in second.content
    flat = await discord.choose(second, "Flat")
    sent = await discord.wait_until(lambda: flat.message if flat.message and flat.message.attachments else None)
    await discord.post(f"<@{discord.bot.id}> bg: -", reply_to=sent)
    third = await discord.wait_message(lambda m: is_result(m) and m not in (first, second))
    assert "`bg: cream`: taken back" in third.content
    assert await newest_hints(house) == "@ 30% 50%: #ff0080"


async def test_a_reply_that_is_wrong_or_anothers_is_answered(idle_house: House, sketch: Upload) -> None:
    discord = idle_house.discord
    await discord.slash("color", sketch=sketch)
    status = await another(idle_house)
    wrong = await discord.post(f"<@{discord.bot.id}> bg: pnik", reply_to=status)
    answer = await discord.wait_message(lambda m: m.reply_to is wrong and "^" in m.content)
    assert "pink" in answer.content
    theirs = await discord.post(f"<@{discord.bot.id}> bg: pink", reply_to=status, user=discord.bob)
    await discord.wait_message(lambda m: m.reply_to is theirs and "Only the one who sent" in m.content)
    talk = await discord.post(f"<@{discord.bot.id}> hello")
    last = await discord.post(f"<@{discord.bot.id}> bg: cream", reply_to=status)
    await discord.wait_message(lambda m: m.reply_to is last and is_waiting(m))
    assert not any(m.reply_to is talk for m in discord.messages())


async def test_the_hints_form_holds_the_present_hints_and_outlives_a_restart(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch, hints="bg: cream; @ 30% 50%: gold", spoiler=True)
    first = await discord.wait_message(is_result)
    form = await discord.click(first, "Hints")
    assert form.modal is not None
    assert form.modal["components"][0]["components"][0]["value"] == "bg: cream\n@ 30% 50%: gold"
    await house.stop_front()
    await house.start_front()
    sent = await discord.submit(form, {"hints": "bg: cream\n@ 30% 50%: navy"})
    second = await discord.wait_message(lambda m: is_result(m) and m is not first)
    assert second is sent.message
    assert all(a.hidden for a in second.attachments)
    assert await newest_hints(house) == "bg: cream\n@ 30% 50%: navy"


async def test_a_light_is_chosen_from_a_list(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch, hints="bg: cream", private=True)
    first = await discord.wait_message(is_result)
    question = told(await discord.click(first, "Light"))
    assert question.ephemeral
    chosen = await discord.choose(question, "Cel")
    second = await discord.wait_message(lambda m: is_result(m) and m is not first)
    assert second is chosen.message
    assert second.ephemeral
    assert await newest_hints(house) == "bg: cream\nlight: cel"
    theirs = await discord.click(first, "Light", user=discord.bob)
    assert "Only the one who sent" in told(theirs).content


async def test_again_shows_a_grid_and_a_number_keeps_one(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch, hints="bg: cream")
    first = await discord.wait_message(is_result)
    await discord.click(first, "Again")
    grid = await discord.wait_message(lambda m: m.attachments and m.attachments[0].name == "variations.png")
    assert list(grid.buttons.values()) == ["1", "2", "3", "4", "Again", "Delete"]
    kept = await discord.click(grid, "2")
    second = await discord.wait_message(lambda m: is_result(m) and m is not first)
    assert second is kept.message
    assert await newest_hints(house) == "bg: cream"
