"""The loopback Discord, held to what discord.py itself makes of it."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.discord.addresses import AddressedClient
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import Message

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Echo(AddressedClient):
    """A small bot of discord.py's own parts: a slash command, a menu, a button, a form, suggestions."""

    def __init__(self, server: LoopbackDiscord) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        addresses = {"api_url": server.api_url, "gateway_url": server.gateway_url}
        super().__init__(intents=intents, guild_ready_timeout=0.05, **addresses)
        self.tree = app_commands.CommandTree(self)
        self.read: list[discord.Message] = []
        self.use_adapter()

        @self.tree.command(name="echo", description="Send a file back")
        async def echo(interaction: discord.Interaction, sketch: discord.Attachment, text: str = "") -> None:
            await interaction.response.defer(thinking=True)
            data = await sketch.read()
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="More", custom_id="more"))
            file = discord.File(io.BytesIO(data), "back.png")
            await interaction.edit_original_response(content=text or "here", attachments=[file], view=view)

        @echo.autocomplete("text")
        async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=current + "!", value=current)]

        @self.tree.context_menu(name="Look")
        async def look(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"{len(message.attachments)} files", ephemeral=True)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.read.append(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            form = discord.ui.Modal(title="Form", custom_id="form")
            form.add_item(discord.ui.TextInput(label="Hints", custom_id="hints"))
            await interaction.response.send_modal(form)
        if interaction.type is discord.InteractionType.modal_submit:
            await interaction.response.send_message("thanks")


@contextlib.asynccontextmanager
async def echo_bot(server: LoopbackDiscord) -> AsyncIterator[Echo]:
    bot = Echo(server)
    running = asyncio.create_task(bot.start(server.token))
    try:
        await server.wait_ready()
        yield bot
    finally:
        await bot.close()
        await running


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as discord_server:
        yield discord_server


def done(message: Message) -> bool:
    return bool(message.attachments)


async def test_slash_command_with_a_file_comes_back(server: LoopbackDiscord) -> None:
    async with echo_bot(server):
        used = await server.slash("echo", sketch=("cat.png", PNG), text="miau")
        assert used.response == 5
        message = await server.wait_message(done)
        assert message.file(".png") == PNG
        assert [v.content for v in message.history] == ["", "miau"]
        assert message.buttons == {"more": "More"}


async def test_servers_and_channels_are_known_when_ready(server: LoopbackDiscord) -> None:
    server.add_guild("far away", installed=False)
    async with echo_bot(server) as bot:
        await bot.wait_until_ready()
        assert [g.name for g in bot.guilds] == ["atelier"]
        assert bot.guilds[0].filesize_limit == 10 * 1024 * 1024
        assert isinstance(bot.get_channel(server.channel.id), discord.TextChannel)


async def test_menu_suggestions_buttons_and_forms(server: LoopbackDiscord) -> None:
    async with echo_bot(server):
        posted = await server.post("look", ("a.png", PNG), ("b.png", PNG), user=server.bob)
        used = await server.menu("Look", posted)
        assert used.message is not None
        assert (used.message.content, used.message.ephemeral) == ("2 files", True)
        assert await server.autocomplete("echo", "text", "hi") == [{"name": "hi!", "value": "hi"}]
        await server.slash("echo", sketch=("cat.png", PNG))
        pressed = await server.click(await server.wait_message(done), "More")
        assert pressed.modal is not None
        sent = await server.submit(pressed, {"Hints": "hair: pink"})
        assert sent.message is not None
        assert sent.message.content == "thanks"


async def test_content_is_shown_in_dms_and_mentions_alone(server: LoopbackDiscord) -> None:
    async with echo_bot(server) as bot:
        seen = asyncio.create_task(bot.wait_for("message", check=lambda m: m.guild is None, timeout=60))
        await server.post("to nobody", ("a.png", PNG))
        await server.post(f"<@{server.bot.id}> to you")
        await server.post("in private", channel=server.dm())
        await seen
        assert [m.content for m in bot.read] == ["", f"<@{server.bot.id}> to you", "in private"]
        assert not bot.read[0].attachments


@pytest.mark.parametrize("way", ["drop", "reconnect", "invalidate"])
async def test_a_lost_gateway_loses_no_interaction(server: LoopbackDiscord, way: str) -> None:
    async with echo_bot(server):
        await getattr(server.gateway, way)()
        if way != "invalidate":
            await server.wait_until(lambda: not server.gateway.live)
        else:
            await server.wait_until(lambda: server.gateway.identifies == 2)
        await server.slash("echo", sketch=("cat.png", PNG), text="after")
        await server.wait_message(done)
        assert server.gateway.resumes == (0 if way == "invalidate" else 1)


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_a_follow_up_is_the_deferred_answer_unless_that_was_deleted(
    server: LoopbackDiscord, ephemeral: bool
) -> None:
    async with echo_bot(server) as bot:

        @bot.tree.command(name="later")
        async def later(interaction: discord.Interaction, drop: bool) -> None:
            await interaction.response.defer(thinking=True, ephemeral=ephemeral)
            if drop:
                await interaction.delete_original_response()
            await interaction.followup.send("to you alone", ephemeral=True)

        await bot.tree.sync()
        kept = await server.slash("later", drop=False)
        await server.wait_until(lambda: kept.message and kept.message.content == "to you alone")
        assert kept.message is not None
        # What was deferred for everybody stays so.
        assert kept.message.ephemeral is ephemeral
        assert not kept.followups
        dropped = await server.slash("later", drop=True)
        await server.wait_until(lambda: dropped.followups)
        assert dropped.message is not None
        assert dropped.message.deleted
        assert [(m.content, m.ephemeral, m.deleted) for m in dropped.followups] == [("to you alone", True, False)]


async def test_tokens_and_urls_expire(server: LoopbackDiscord) -> None:
    async with echo_bot(server) as bot:
        used = await server.slash("echo", sketch=("cat.png", PNG))
        message = await server.wait_message(done)
        hook = discord.Webhook.partial(server.application_id, used.token, session=bot.session)
        await hook.edit_message(message.id, content="in time")
        server.advance(16 * 60)
        with pytest.raises(discord.HTTPException) as expired:
            await hook.edit_message(message.id, content="too late")
        assert expired.value.code == 50027
        assert message.content == "in time"
        server.advance(86_400)
        with pytest.raises(discord.NotFound):
            await bot.http.get_from_cdn(message.attachments[0].url)


async def test_faults_are_what_discord_py_expects(server: LoopbackDiscord) -> None:
    async with echo_bot(server) as bot:
        channel = bot.get_partial_messageable(server.channel.id)
        server.faults.rate_limit(r"/messages$", retry_after=0.01)
        await channel.send("patience")
        assert [s.status for s in server.faults.seen[-2:]] == [429, 200]
        server.faults.fail(r"/messages$", 413, code=40005)
        with pytest.raises(discord.HTTPException) as large:
            await channel.send("too large")
        assert (large.value.status, large.value.code) == (413, 40005)
        server.faults.drop(r"/messages$", after=True)
        with pytest.raises((OSError, aiohttp.ClientError)):
            await channel.send("no answer")
        assert server.messages()[-1].content == "no answer"
        await server.delete_channel(server.channel)
        with pytest.raises(discord.NotFound) as gone:
            await channel.send("into the void")
        assert gone.value.code == 10003
