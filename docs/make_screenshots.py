"""Makes the pictures of Nurie in Discord anew: `pip install -e .[docs]`, then `python -m docs.make_screenshots`.

The real bot with its real engine runs in simcord's Discord, members use it, and simcord's preview is
photographed in Chromium (Debian's `chromium`, with `fonts-noto-cjk` for Chinese and Japanese). Nothing on the
pictures is drawn by hand, and no network is used.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import simcord
from PIL import Image, ImageOps
from playwright.async_api import Browser, async_playwright
from pydantic import SecretStr

from bot.desk import Desk
from bot.settings import Settings
from bot.store import Store
from engine.queue.local import LocalQueue
from tests.bot.discord.sim_house import Said, SimClock, SimHouse, said, sim_front

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
SKETCH = "girl.png"
HINTS = "hair: #7d8fd6; eyes: #3f8f8a; coat: #e8b64c; @ 50% 85%: #fbf3e6; light: warm @ upper left"
JA_HINTS = "髪: ピンク; 目: 緑; 背景: クリーム色; 光: 暖色 @ 左上"
WIDTH = 820
MOST_BYTES = 300_000

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AS_DISCORD_HAS_IT = """
new MutationObserver(() => {
    for (const files of document.querySelectorAll('.message-components + .message-attachments'))
        files.parentNode.insertBefore(files, files.previousElementSibling);
}).observe(document, {childList: true, subtree: true});
"""
"""Files stand above buttons; the preview has them the other way round."""


async def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="nurie-docs-") as home:
        async with house_in(Path(home)) as house, chromium() as browser:
            async with photographer(house, house.alice, browser) as photo:
                await members_day(house, photo)
            async with photographer(house, house.manager, browser) as photo:
                panel = said(await house.manager.slash(house.channel, "settings"))
                await house.manager.select(panel, [house.channel], custom_id="g:channels")
                form = await house.manager.click(panel, label="Limits…")
                await house.manager.submit_modal(form, {"hourly": "20", "waiting": "5"})
                await photo("settings", panel)


class Photographer:
    """Takes pictures of what one member sees."""

    def __init__(self, preview: Any) -> None:
        self._preview = preview

    async def __call__(self, name: str, target: Said | simcord.InteractionResult, height: int = 0) -> None:
        """The message alone; with a `height`, all of the channel so high, or a form over it."""
        size = (WIDTH, height or 1400)
        shot = await self._preview.screenshot(target=target, mode="viewport" if height else "surface", viewport=size)
        path = OUT / f"discord_{name}.png"
        with Image.open(io.BytesIO(shot.png)) as picture:
            page = picture.convert("RGB")
        if height:  # the preview ends with a line that is not Discord's
            page = page.crop((0, 0, page.width, page.height - 4))
        else:
            page = ImageOps.expand(page, border=(0, 8, 0, 14), fill=page.getpixel((page.width - 4, 4)))
        page.save(path, optimize=True)
        print(f"{path.relative_to(ROOT)}: {page.width} x {page.height}, {path.stat().st_size // 1000} kB")
        if path.stat().st_size > MOST_BYTES:
            raise SystemExit(f"{path} is larger than {MOST_BYTES // 1000} kB")


async def members_day(house: SimHouse, photo: Photographer) -> None:
    """A sketch is posted, coloured, changed, varied; then one by somebody who reads Japanese."""
    alice, channel = house.alice, house.channel
    assert house.guild.me is not None
    await alice.send(channel, f"{house.guild.me.mention} {HINTS}", attachments=[house.sketch])
    waiting = channel.last_message
    assert waiting is not None
    await photo("ask", waiting, 900)
    asked = await house.ask(hints=HINTS, seed=7)
    await house.start_engine()
    result = await house.coloured(asked)
    await photo("result", result)
    await photo("hints", await alice.click(result, label="Hints"), 620)
    free = await house.coloured(await house.ask(hints="light: warm @ upper left", seed=7))
    await photo("again", await house.coloured(await alice.click(free, label="Again")))
    await alice.slash(channel, "language", language="ja")
    await photo("ja", await house.coloured(await house.ask(hints=JA_HINTS, seed=7)))


@asynccontextmanager
async def house_in(home: Path) -> AsyncIterator[SimHouse]:
    """The bot in a server of simcord's, under its own name."""
    settings = Settings(discord_token=SecretStr("simcord"), telegram_token=None, home=home)
    sketch = (SKETCH, (ROOT / "examples" / SKETCH).read_bytes())
    async with Store(home) as store, LocalQueue(home / "queue") as queue:
        desk, clock = Desk(settings, store, queue), SimClock()
        await desk.start()
        front = sim_front(desk, clock)
        async with simcord.run(front.client, settle_timeout=120, shard_count=1) as env:
            env.backend.edit_bot_profile("Nurie")
            env.backend.bot_user.avatar = "nurie"
            await env.advance_time(10 * 3600 + 24 * 60)
            house = SimHouse(env, desk, clock, front, sketch)
            yield house
            await house.front.talk.stop()
            await house.stop_engine()
        await desk.stop()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium with a profile of its own."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("There is no `chromium`: apt-get install chromium fonts-noto-cjk")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        fresh = browser.new_context

        async def new_context(**options: Any) -> Any:
            context = await fresh(**options)
            await context.add_init_script(AS_DISCORD_HAS_IT)
            return context

        browser.new_context = new_context  # type: ignore[method-assign]
        yield browser
        await browser.close()


@asynccontextmanager
async def photographer(house: SimHouse, viewer: simcord.MemberActor, browser: Browser) -> AsyncIterator[Photographer]:
    """The preview as this member sees it, which would look for a browser of Playwright's own."""
    avatar = f"https://cdn.simcord.invalid/avatars/{house.env.backend.bot_user.id}/nurie.png"
    assets = {avatar: ("nurie.png", portrait())}
    async with house.env.preview(house.channel, viewers=[viewer], layout="channel", assets=assets) as preview:
        preview._capture_manager._browser = browser
        yield Photographer(preview)
        preview._capture_manager._browser = None


def portrait() -> bytes:
    """The bot's avatar: a face of the gallery."""
    with Image.open(OUT / "steps.png") as steps:
        side = steps.width // 5
        face = steps.crop((steps.width - side * 3 // 4, side // 4, steps.width - side // 4, side * 3 // 4))
    data = io.BytesIO()
    face.convert("RGB").resize((128, 128), Image.Resampling.LANCZOS).save(data, "PNG")
    return data.getvalue()


if __name__ == "__main__":
    asyncio.run(main())
