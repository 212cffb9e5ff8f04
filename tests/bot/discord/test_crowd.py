"""Two hundred members at the same moment, in every way there is to ask, while a real worker is busy."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.batch import running_worker
from bot.frontend import Asker
from tests.bot.discord.conftest import House, draw_sketch
from tests.bot.discord.test_conversation import is_result
from tests.loopback.discord_world import Message, User

MEMBERS = 200
PATIENCE = 500.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(PATIENCE + 100)]


def asked_by(message: Message) -> User:
    """Whom a message of the bot's answers."""
    if message.interaction is not None:
        return message.interaction.user
    assert message.reply_to is not None
    return message.reply_to.author


async def test_no_reply_is_lost_or_doubled(idle_house: House) -> None:
    discord = idle_house.discord
    # How soon they are answered is measured in benchmarks/chats.py: a machine that runs tests may be slow.
    discord.answer_within = PATIENCE
    members = [discord.add_user(f"member{number}") for number in range(MEMBERS)]

    async def ask(number: int, user: User) -> None:
        sketch = ("cat.png", draw_sketch((40 + number % 50, 40)))
        if number % 4 == 0:
            await discord.post("bg: cream", sketch, user=user, channel=discord.dm(user))
        elif number % 4 == 1:
            await discord.post(f"<@{discord.bot.id}> bg: cream", sketch, user=user)
        else:
            await discord.slash("color", user=user, sketch=sketch, hints="bg: cream", wait=False)

    def said() -> list[Message]:
        return [m for m in discord.all_messages.values() if m.author is discord.bot]

    with running_worker(idle_house.settings.home / "queue"):
        await asyncio.gather(*(ask(number, user) for number, user in enumerate(members)))
        await discord.wait_until(lambda: sum(map(is_result, said())) >= MEMBERS, within=PATIENCE)

    assert len(said()) == MEMBERS, "one message for each, which becomes the result"
    assert Counter(asked_by(message).id for message in said()) == Counter(user.id for user in members)
    for message in said():
        assert [bool(version.attachments) for version in message.history].count(True) == 1, "it becomes so once"
    for user in members:
        [job] = await idle_house.desk.jobs(Asker("discord", str(user.id)))
        assert job.state == "done"
