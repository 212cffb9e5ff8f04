"""Every button, list and form under the bot's messages: for their owner, for others, late, and after a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import simcord

from bot.frontend import Asker
from tests.bot.discord.sim_house import Actor, Said, SimHouse, components, ids, said, values

pytestmark = pytest.mark.simcord(settle_timeout=60.0, shard_count=1)

QUARTER_HOUR = 15 * 60.0 + 60.0
OUTPUTS = ("flat", "flat_lines", "color", "color_lines", "color_colored_lines", "rendering", "rendered")
FILES = {f"get:{name}": f"{name}.png" for name in OUTPUTS} | {
    "get:regions": "regions.png",
    "get:psd": "layers.psd",
    "get:ora": "layers.ora",
}
CHANGES = ("again", "hints", "light", "delete")

Passing = Callable[[SimHouse], Awaitable[None]]


async def nothing(house: SimHouse) -> None:
    """The bot goes on, and it is soon."""


async def quarter_hour(house: SimHouse) -> None:
    await house.later(QUARTER_HOUR)


async def restart(house: SimHouse) -> None:
    await house.restart()


passing = pytest.mark.parametrize("passes", [nothing, quarter_hour, restart])


LIST = "get"
"""The list of files, whose entries are actions, too."""


def named(message: Said) -> dict[str, str]:
    """The actions under a message, each with its custom_id: `n:<job>:<action>`."""
    return {custom_id.split(":", 2)[2]: custom_id for custom_id in ids(message)}


def offered(message: Said) -> set[str]:
    """Every action under a message, those of its list among them."""
    return {action for action in named(message) if action != LIST} | set(values(message))


async def fetch(actor: Actor, message: Said, action: str) -> simcord.InteractionResult:
    """Ask for a file, by its button or by the list."""
    if action in named(message):
        return await actor.click(message, custom_id=named(message)[action])
    return await actor.select(message, [action], custom_id=named(message)[LIST])


async def finished(house: SimHouse) -> simcord.ResponseMessage:
    return await house.coloured(await house.ask(hints="bg: cream"))


@passing
async def test_each_file_of_a_result_comes_by_its_button(sim: SimHouse, passes: Passing) -> None:
    result = await finished(sim)
    assert offered(result) == {*FILES, *CHANGES}
    await passes(sim)
    for action, name in FILES.items():
        got = said(await fetch(sim.alice, result, action))
        assert [a.filename for a in got.attachments] == [name]
        assert not got.ephemeral, "where everybody sees the result, everybody sees its layers"


@passing
async def test_the_hints_form_is_filled_in_and_sent(sim: SimHouse, passes: Passing) -> None:
    result = await finished(sim)
    form = await sim.alice.click(result, custom_id=named(result)["hints"])
    assert form.modal is not None
    [field] = [c for c in components(form.modal["components"]) if c.get("custom_id") == "hints"]
    assert field["value"] == "bg: cream"
    await passes(sim)
    changed = await sim.coloured(await sim.alice.submit_modal(form, {"hints": "bg: navy"}))
    assert "bg: navy" in changed.content
    assert "`bg: cream`: taken back" in changed.content
    wrong = said(await sim.alice.submit_modal(await sim.alice.click(changed, label="Hints"), {"hints": "bg: pnik"}))
    assert "pink" in wrong.content
    assert "^^^^" in wrong.content


@passing
async def test_a_light_is_chosen_from_its_list(sim: SimHouse, passes: Passing) -> None:
    result = await finished(sim)
    question = said(await sim.alice.click(result, custom_id=named(result)["light"]))
    assert question.ephemeral
    await passes(sim)
    [choices] = ids(question)
    lit = await sim.coloured(await sim.alice.select(question, ["cel"], custom_id=choices))
    assert offered(lit) == {*FILES, *CHANGES}


@passing
async def test_again_makes_a_grid_of_which_one_is_kept(sim: SimHouse, passes: Passing) -> None:
    result = await finished(sim)
    grid = await sim.coloured(await sim.alice.click(result, custom_id=named(result)["again"]))
    assert [a.filename for a in grid.attachments] == ["variations.png"]
    assert set(named(grid)) == {"keep:1", "keep:2", "keep:3", "keep:4", "again", "delete"}
    await passes(sim)
    kept = await sim.coloured(await sim.alice.click(grid, custom_id=named(grid)["keep:3"]))
    assert offered(kept) == {*FILES, *CHANGES}


@passing
async def test_delete_takes_the_picture_and_the_buttons_away(sim: SimHouse, passes: Passing) -> None:
    result = await finished(sim)
    await passes(sim)
    await sim.alice.click(result, custom_id=named(result)["delete"])
    assert "Deleted" in result.content
    assert not result.attachments
    assert not ids(result)


@passing
async def test_a_cancelled_picture_is_tried_again(idle_sim: SimHouse, passes: Passing) -> None:
    asked = said(await idle_sim.ask())
    assert set(named(asked)) == {"cancel"}
    await passes(idle_sim)
    await idle_sim.alice.click(asked, custom_id=named(asked)["cancel"])
    assert "Taken back" in asked.content
    assert set(named(asked)) == {"retry", "delete"}
    await passes(idle_sim)
    await idle_sim.alice.click(asked, custom_id=named(asked)["retry"])
    assert "Next in line" in asked.content
    await idle_sim.start_engine()
    assert await idle_sim.until(lambda: "get:psd" in named(asked))


@passing
async def test_a_region_map_leads_on_to_a_picture(sim: SimHouse, passes: Passing) -> None:
    used = await sim.alice.slash(sim.channel, "regions", sketch=sim.sketch)
    shown = await sim.coloured(used)
    assert set(named(shown)) == {"hints", "paint", "delete"}
    await passes(sim)
    painted = await sim.coloured(await sim.alice.click(shown, custom_id=named(shown)["paint"]))
    assert offered(painted) == {*FILES, *CHANGES}
    form = await sim.alice.click(shown, custom_id=named(shown)["hints"])
    by_number = await sim.coloured(await sim.alice.submit_modal(form, {"hints": "2: pink"}))
    assert "region 2 is" in by_number.content


@passing
async def test_every_button_under_a_batch_brings_its_pages(sim: SimHouse, passes: Passing) -> None:
    pages = {"page1": sim.sketch, "page2": sim.sketch}
    waiting = await sim.alice.slash(sim.channel, "batch", hints="bg: cream", **pages)
    done = await sim.coloured(waiting)
    await passes(sim)
    for action in offered(done):
        if action.startswith("get:"):
            [got] = said(await fetch(sim.alice, done, action)).attachments
            assert got.filename == action.removeprefix("get:").replace("_", "-") + ".zip"
        assert "Only the one" in said(await fetch(sim.bob, done, action)).content
    await sim.alice.click(done, custom_id=named(done)["delete"])
    assert "Deleted" in done.content


@passing
async def test_the_list_of_jobs_fetches_a_picture_again(sim: SimHouse, passes: Passing) -> None:
    await finished(sim)
    listed = said(await sim.alice.slash(sim.channel, "jobs"))
    assert list(named(listed)) == ["get:rendered"]
    await passes(sim)
    got = said(await sim.alice.click(listed, label="1"))
    assert got.ephemeral
    assert [a.filename for a in got.attachments] == ["rendered.png"]


async def test_nobody_else_can_use_a_button_not_even_who_manages_the_server(sim: SimHouse) -> None:
    result = await finished(sim)
    grid = await sim.coloured(await sim.alice.click(result, label="Again"))
    for actor in (sim.bob, sim.manager):
        for message in (result, grid):
            for action in offered(message):
                refused = await fetch(actor, message, action)
                assert refused.modal is None
                assert said(refused).ephemeral
                assert "Only the one who sent this" in said(refused).content
    assert result.attachments
    assert grid.attachments
    for actor in (sim.bob, sim.manager):
        assert not await sim.desk.jobs(Asker("discord", str(actor.id)))


async def test_a_form_that_another_member_sends_changes_nothing(sim: SimHouse) -> None:
    """A form's id can be made up: what it may do is asked when it comes in."""
    mine = await finished(sim)
    theirs = await sim.coloured(await sim.ask(sim.bob, hints="bg: navy"))
    form = await sim.bob.click(theirs, label="Hints")
    form._interaction.modal["custom_id"] = (await sim.alice.click(mine, label="Hints")).modal["custom_id"]  # type: ignore[index]
    refused = said(await sim.bob.submit_modal(form, {"hints": "bg: gold"}))
    assert refused.ephemeral
    assert "Only the one who sent this" in refused.content


@pytest.mark.parametrize("private", [True, False])
async def test_a_result_that_outlives_its_token_comes_without_it(idle_sim: SimHouse, private: bool) -> None:
    asked = await idle_sim.ask(private=private)
    assert said(asked).ephemeral is private
    await idle_sim.later(QUARTER_HOUR)
    calls = len(idle_sim.env.http_requests)
    await idle_sim.start_engine()
    if private:
        direct = idle_sim.alice.user.dm_channel
        result = await idle_sim.until(lambda: direct.last_message)
        assert offered(result) == {*FILES, *CHANGES}
        got = said(await idle_sim.alice.user.click(result, label="PSD"))
        assert [a.filename for a in got.attachments] == ["layers.psd"]
    else:
        await idle_sim.coloured(asked)
    assert not [c for c in idle_sim.env.http_requests[calls:] if c.path.startswith("/webhooks") and not private]


async def test_a_token_that_discord_ends_early_loses_no_result(idle_sim: SimHouse) -> None:
    asked = await idle_sim.ask()
    idle_sim.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027, times=None)
    await idle_sim.start_engine()
    await idle_sim.coloured(asked)


async def test_buttons_in_a_direct_chat(sim: SimHouse) -> None:
    dora = sim.env.create_user("dora")
    result = await sim.coloured(await sim.ask(dora, hints="bg: cream"))
    for action in ("get:flat", "get:psd"):
        got = said(await fetch(dora, result, action))
        assert [a.filename for a in got.attachments] == [FILES[action]]
    form = await dora.click(result, label="Hints")
    changed = await sim.coloured(await dora.submit_modal(form, {"hints": "bg: navy"}))
    await dora.click(changed, label="Delete")
    assert "Deleted" in changed.content
