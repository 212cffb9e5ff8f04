"""Makes the picture of the studio page anew: `pip install -e .[docs]`, then `python -m docs.make_studio`.

`nurie run` serves the page with its worker and no token; in Chromium somebody gives it a sketch and hints, has it
coloured, and the page is photographed.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, ViewportSize

from docs.make_screenshots import OUT, ROOT, chromium
from tests.loopback.ports import hold_port, port_of

SKETCH = ROOT / "examples" / "friends.png"
HINTS = """\
hair: #c65b4e @ left
hair: #f2c879 @ center
hair: #4d4a63 @ right
light: warm @ upper left"""
SIZE: ViewportSize = {"width": 1280, "height": 860}
MOST_BYTES = 400_000
PATIENCE = 300_000
"""Milliseconds."""


async def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="nurie-docs-") as home:
        async with service(Path(home)) as address, chromium() as browser:
            path = await photograph(browser, address)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES // 1000} kB")


async def photograph(browser: Browser, address: str) -> Path:
    """The page as it looks when a sketch is coloured."""
    context = await browser.new_context(viewport=SIZE, locale="en", color_scheme="light")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await page.goto(address)
    await page.set_input_files("#sketch", SKETCH)
    await page.fill("#text", HINTS)
    await page.fill("#seed", "3")
    await page.click("#go")
    await page.wait_for_selector("#saves:not([hidden]) a")
    await page.wait_for_function("document.getElementById('picture').complete")
    await page.wait_for_load_state("networkidle")
    await page.evaluate("document.getElementById('text').scrollTop = 0")
    shot = await page.screenshot()
    await context.close()
    path = OUT / "studio.png"
    with Image.open(io.BytesIO(shot)) as picture:
        picture.convert("RGB").save(path, optimize=True)
    return path


@asynccontextmanager
async def service(home: Path) -> AsyncIterator[str]:
    """`nurie run` on a free port of this machine; the page's address."""
    with hold_port() as held, (home / "service.log").open("wb") as log:
        place = f"127.0.0.1:{port_of(held)}"
        own = {"NURIE_HOME": str(home), "NURIE_STUDIO_BIND": place, "DISCORD_TOKEN": "", "TELEGRAM_TOKEN": ""}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "run"), cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log
        )
        try:
            await _listening(process, place)
            yield f"http://{place}/"
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _listening(process: asyncio.subprocess.Process, place: str) -> None:
    host, _, port = place.partition(":")
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit("`nurie run` has ended: start it by hand to see why")


if __name__ == "__main__":
    asyncio.run(main())
