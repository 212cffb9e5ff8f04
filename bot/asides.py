"""Short questions to the engine that somebody waits for: no jobs, so a restart loses them, and they are asked again."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field

from bot.intake import check_picture
from bot.locales import refuse
from engine.errors import UserError
from engine.queue.base import ENDED, Event, Queue, Task
from engine.request import Color, ColorizeRequest


@dataclass
class Asides:
    """`seconds` is how long an answer is waited for: the engine may be busy."""

    queue: Queue
    max_megapixels: float
    max_file_mb: float
    seconds: float = 120.0
    _asked: dict[str, asyncio.Future[Event]] = field(default_factory=dict)

    async def palette(self, picture: bytes) -> tuple[tuple[Color, ...], bytes]:
        """The colours of a picture, the most used first, and a PNG of them. UserError when there are none."""
        limits = {"max_megapixels": self.max_megapixels, "max_file_mb": self.max_file_mb}
        await asyncio.to_thread(check_picture, picture, **limits)
        request = ColorizeRequest(sketch=picture, wants="palette")
        task = Task(f"palette-{secrets.token_hex(8)}.0", request.to_json())
        self._asked[task.id] = asyncio.get_running_loop().create_future()
        try:
            await self.queue.put(task, request.blobs())
            async with asyncio.timeout(self.seconds):
                event = await self._asked[task.id]
            if event.kind != "done":
                raise UserError(event.code, event.text, **event.values)
            about = json.loads(await self.queue.result(task.id, "result.json"))
            return tuple(map(Color.from_hex, about["palette"])), await self.queue.result(task.id, "palette.png")
        except TimeoutError:
            await self.queue.cancel(task.id)
            raise refuse("palette.late") from None
        finally:
            del self._asked[task.id]
            await self.queue.forget(task.id)

    def heard(self, event: Event) -> bool:
        """Whether an event answers a question of this process; it is then dealt with."""
        asked = self._asked.get(event.task_id)
        if asked is None:
            return False
        if event.kind in ENDED and not asked.done():
            asked.set_result(event)
        return True
