"""Two hundred people at the same moment, in private and in groups, while a real worker is busy."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.batch import running_worker
from tests.bot.telegram.conftest import Nurie, draw_sketch, size_of
from tests.bot.telegram.test_conversation import asker, is_result
from tests.loopback.telegram import LoopbackTelegram, Message

MEMBERS = 200
IN_A_GROUP = 4
"""Telegram takes 20 messages a minute for a group: more people there would wait for that alone."""
PATIENCE = 500.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(PATIENCE + 100)]


async def test_no_reply_is_lost_or_doubled(tg: LoopbackTelegram, idle: Nurie) -> None:
    people = [tg.user(f"Member {number}") for number in range(MEMBERS)]
    club = tg.group("Art club", *people[:IN_A_GROUP])
    asked: dict[int, Message] = {}
    with running_worker(idle.settings.home / "queue"):
        for number, person in enumerate(people):
            sketch = draw_sketch(60 + number, 48)
            if number < IN_A_GROUP:
                sent = await tg.user_sends_document(club, sketch, caption="@nurie_bot bg: cream", user=person)
            elif number % 2:
                sent = await tg.user_sends_document(tg.private(person), sketch, caption="bg: cream")
            else:
                sent = await tg.user_sends_photo(tg.private(person), sketch, caption="bg: cream")
            asked[person.id] = sent
        # More than Telegram tells in one answer.
        assert len(tg.world.updates) == MEMBERS > 100

        def said() -> list[Message]:
            return [m for m in tg.messages if m.from_bot]

        await tg.wait(lambda: sum(map(is_result, said())) >= MEMBERS, PATIENCE)
        await idle.dealt_with()

    assert len(said()) == MEMBERS, "one message for each, which becomes the result"
    answered = Counter((m.doc["chat"]["id"], m.reply_to) for m in said())
    assert answered == Counter((m.doc["chat"]["id"], m.id) for m in asked.values())
    for message in said():
        assert ["photo" in doc for doc in [*message.history, message.doc]].count(True) == 1, "it becomes so once"
    for number, person in enumerate(people):
        [job] = await idle.desk.jobs(asker(person.id))
        assert job.state == "done"
        result = tg.world.messages[int(job.origin.chat_id), int(job.origin.message_id or 0)]
        assert size_of(result.photo) == (60 + number, 48), "each has its own"
