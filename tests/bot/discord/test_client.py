"""The front-end's life: a Discord that is down, a token that is wrong, a start after a stop."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.discord import DiscordFrontEnd
from bot.frontend import Origin
from engine.errors import EngineError
from tests.bot.discord.conftest import House


async def test_a_wrong_token_is_one_readable_line(idle_house: House) -> None:
    settings = idle_house.settings.model_copy(update={"discord_token": SecretStr("wrong.token.altogether")})
    front = DiscordFrontEnd(settings, idle_house.desk)
    with pytest.raises(EngineError, match="DISCORD_TOKEN") as refused:
        await front.start()
    assert "wrong.token" not in str(refused.value)
    await front.stop()


async def test_a_discord_that_is_down_at_first_is_waited_for(idle_house: House) -> None:
    server = idle_house.discord
    await idle_house.stop_front()
    server.faults.fail("/users/@me", 503)
    server.faults.fail("/commands", 503, method="PUT")
    front = DiscordFrontEnd(idle_house.settings, idle_house.desk)
    try:
        await asyncio.wait_for(front.start(), 60)
        assert server.faults.count("/users/@me$") == 4, "the house's own, two that failed, and one that did not"
    finally:
        await front.stop()


async def test_a_front_end_can_be_started_again(idle_house: House) -> None:
    front = idle_house.front
    assert front is not None
    await front.stop()
    await front.start()
    await idle_house.discord.slash("help")
    assert idle_house.discord.gateway.identifies == 2


async def test_upload_limits_are_the_platforms_own(idle_house: House) -> None:
    front, server = idle_house.front, idle_house.discord
    assert front is not None
    await front.client.wait_until_ready()
    here = Origin("discord", str(server.channel.id), str(server.guild.id), handle={"until": 2e9, "limit": 123})
    assert await front.upload_limit(here) == 123
    assert await front.upload_limit(replace(here, handle={})) == 10 * 1024 * 1024
    assert await front.upload_limit(replace(here, guild_id=None, handle={})) == 10 * 1024 * 1024
