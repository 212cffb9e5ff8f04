"""The studio over a real socket, with the real desk, store, queue and a worker process behind it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from bot.batch import running_worker
from bot.desk import Desk
from bot.settings import Settings
from bot.store import Store
from bot.studio import add_routes, uploads
from bot.studio.guard import HEADER
from bot.studio.routes import FORMS_AT_A_TIME
from engine import OUTPUTS
from engine.queue.connect import queue_at

HEADERS = {HEADER: "1"}
PATIENCE = 90.0


def drawing(size: int = 160) -> bytes:
    """Two nested rings of ink on paper."""
    y, x = np.mgrid[:size, :size] - size / 2
    far = np.hypot(x, y)
    grey = np.where((abs(far - size * 0.4) < 2) | (abs(far - size * 0.2) < 2), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG")
    return out.getvalue()


def form(sketch: bytes | None = None, **texts: str) -> aiohttp.FormData:
    data = aiohttp.FormData(default_to_multipart=True)
    if sketch is not None:
        data.add_field("sketch", io.BytesIO(sketch), filename="sketch.png", content_type="image/png")
    for name, text in texts.items():
        data.add_field(name, text)
    return data


class Studio:
    """A running studio. `browser()` is a client with cookies of its own, as a second person has."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self.settings = settings
        self._browsers: list[aiohttp.ClientSession] = []

    async def browser(self, *, visit: bool = True) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._browsers.append(session)
        if visit:
            async with session.get("/") as page:
                assert page.status == 200
        return session

    async def close(self) -> None:
        await asyncio.gather(*(b.close() for b in self._browsers))


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    settings = Settings(_env_file=None, home=tmp_path, max_download_mb=1.0)
    async with Store(tmp_path) as store, queue_at("sqlite", tmp_path / "queue") as queue:
        desk = Desk(settings, store, queue)
        app = web.Application()
        add_routes(app, desk, settings)
        await desk.start()
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        running = Studio(f"http://127.0.0.1:{port}", settings)
        yield running
        await running.close()
        await runner.cleanup()
        await desk.stop()


@pytest.fixture
def worker(tmp_path: Path) -> Any:
    with running_worker(tmp_path / "queue"):
        yield


async def ended(browser: aiohttp.ClientSession, job: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while True:
            async with browser.get(f"/studio/jobs/{job}") as answer:
                doc = await answer.json()
            if doc["ended"]:
                return doc
            await asyncio.sleep(0.1)


async def test_a_sketch_becomes_every_output(studio: Studio, worker: None) -> None:
    browser = await studio.browser()
    data = form(drawing(), text="@ 50% 50%: #3366cc", light="#ffe2b0 @ 80% 20%, soft", seed="3", ask="one")
    async with browser.post("/studio/jobs", data=data, headers=HEADERS) as answer:
        assert answer.status == 202
        job = await answer.json()
    done = await ended(browser, job["id"])
    assert done["state"] == "done"
    assert "#3366cc" in done["text"]
    for name in (*OUTPUTS, "regions"):
        async with browser.get(f"/studio/jobs/{job['id']}/{name}") as answer:
            assert answer.content_type == "image/png"
            picture = Image.open(io.BytesIO(await answer.read()))
            assert picture.size == (160, 160)
            if name == "flat":
                assert picture.convert("RGB").getpixel((80, 80)) == (0x33, 0x66, 0xCC)
    async with browser.get(f"/studio/jobs/{job['id']}/psd?save") as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="layers.psd"'
        assert (await answer.read())[:4] == b"8BPS"
    async with browser.get("/studio/jobs") as answer:
        assert [j["id"] for j in await answer.json()] == [job["id"]]

    stranger = await studio.browser()
    for path in (f"/studio/jobs/{job['id']}", f"/studio/jobs/{job['id']}/flat"):
        async with stranger.get(path) as answer:
            assert answer.status == 422
    async with stranger.delete(f"/studio/jobs/{job['id']}", headers=HEADERS) as answer:
        assert answer.status == 422
    async with browser.delete(f"/studio/jobs/{job['id']}", headers=HEADERS) as answer:
        assert answer.status == 200
    async with browser.get("/studio/jobs") as answer:
        assert await answer.json() == []


async def test_the_same_ask_twice_is_one_job(studio: Studio) -> None:
    browser, other = await studio.browser(), await studio.browser()
    ids = []
    for who in (browser, browser, other):
        async with who.post("/studio/jobs", data=form(drawing(), ask="same"), headers=HEADERS) as answer:
            ids.append((await answer.json())["id"])
    assert ids[0] == ids[1] != ids[2]


async def test_a_job_is_cancelled(studio: Studio) -> None:
    browser = await studio.browser()
    async with browser.post("/studio/jobs", data=form(drawing()), headers=HEADERS) as answer:
        job = await answer.json()
    async with browser.post(f"/studio/jobs/{job['id']}/cancel", headers=HEADERS) as answer:
        assert answer.status == 200
    assert (await ended(browser, job["id"]))["state"] == "cancelled"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (lambda: form(drawing(), text="hiar: pink @ top"), "hair"),
        (lambda: form(text="bg: cream"), "sketch"),
        (lambda: form(b"no picture"), "picture"),
        (lambda: form(b"\0" * 1_100_000), "large"),
        (lambda: form(drawing(), text="x" * 70_000), "large"),
        (lambda: form(drawing(), seed="-1"), "seed"),
        (lambda: form(drawing(), preset="pastle"), "pastel"),
        (lambda: form(drawing(), surprise="x"), "reload"),
        (lambda: aiohttp.FormData({"text": "x"}), "reload"),
    ],
    ids=["hint", "no sketch", "no picture", "too large", "long text", "seed", "preset", "unknown part", "urlencoded"],
)
async def test_a_wrong_form_is_answered_and_keeps_nothing(studio: Studio, data: Any, says: str) -> None:
    browser = await studio.browser()
    async with browser.post("/studio/jobs", data=data(), headers=HEADERS) as answer:
        doc = await answer.json()
        assert answer.status == 422
    assert says in doc["text"]
    assert "\n" not in doc["text"]
    async with browser.get("/studio/jobs") as answer:
        assert await answer.json() == []


def body_of(*parts: bytes) -> bytes:
    return b"".join(b"--cut\r\n" + part for part in parts)


def part(name: str, data: bytes = b"") -> bytes:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + data + b"\r\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (body_of(part("sketch", b"\x89PNG")), "multipart/form-data; boundary=cut"),
        (body_of(part("text", b"bg: cream")), "multipart/form-data; boundary=other"),
        (body_of(part("text")), "multipart/form-data"),
        (body_of(b"no header at all"), "multipart/form-data; boundary=cut"),
        (body_of(b"Content-Length: many\r\n\r\nx\r\n"), "multipart/mixed; boundary=cut"),
        (body_of(b"X: " + b"y" * 20_000 + b"\r\n\r\n"), "multipart/form-data; boundary=cut"),
        (body_of(part("_charset_", b"\xff")) + b"--cut--\r\n", "multipart/form-data; boundary=cut"),
        (b"", "multipart/form-data; boundary=cut"),
    ],
    ids=["cut short", "other boundary", "no boundary", "no header", "wrong length", "long", "charset", "empty"],
)
async def test_a_broken_form_is_answered_with_what_to_do(studio: Studio, body: bytes, kind: str) -> None:
    browser = await studio.browser()
    headers = {**HEADERS, "Content-Type": kind}
    async with browser.post("/studio/jobs", data=body, headers=headers) as answer:
        assert answer.status == 422
        assert "again" in (await answer.json())["text"]


async def test_more_than_a_form_may_hold_is_refused_before_it_is_all_there(studio: Studio) -> None:
    browser = await studio.browser()
    answered = asyncio.Event()

    async def pictures() -> AsyncIterator[bytes]:
        for _ in range(7):
            yield body_of(part("reference", bytes(900_000)))
        await answered.wait()

    headers = {**HEADERS, "Content-Type": "multipart/form-data; boundary=cut"}
    async with asyncio.timeout(PATIENCE), browser.post("/studio/jobs", data=pictures(), headers=headers) as answer:
        answered.set()
        assert answer.status == 422
        assert "together" in (await answer.json())["text"]


async def test_forms_that_never_end_keep_nobody_out(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await studio.browser()
    headers = {**HEADERS, "Content-Type": "multipart/form-data; boundary=cut"}
    stalled = asyncio.Event()

    async def stall() -> AsyncIterator[bytes]:
        yield body_of(part("text", b"bg: cream"))
        await stalled.wait()

    async def post() -> tuple[int, str]:
        async with browser.post("/studio/jobs", data=stall(), headers=headers) as answer:
            return answer.status, (await answer.json())["text"]

    with monkeypatch.context() as hurried:
        hurried.setattr(uploads, "FORM_MINUTES", 0.01)
        async with asyncio.timeout(PATIENCE):
            said = await asyncio.gather(*(post() for _ in range(FORMS_AT_A_TIME + 1)))
    stalled.set()
    assert all(status == 422 and "minutes" in text for status, text in said)
    async with browser.post("/studio/jobs", data=form(drawing()), headers=HEADERS) as answer:
        assert answer.status == 202


async def test_a_wrong_hint_says_where(studio: Studio) -> None:
    browser = await studio.browser()
    data = form(drawing(), text="bg: cream\nhiar: pink @ top")
    async with browser.post("/studio/jobs", data=data, headers=HEADERS) as answer:
        assert (await answer.json())["where"] == [10, 14]


async def test_other_sites_are_kept_out(studio: Studio) -> None:
    """No header, no cookie, a rebound name: each is refused before anything is read."""
    browser = await studio.browser()
    async with browser.post("/studio/jobs", data=form(drawing())) as answer:
        assert answer.status == 403
    async with browser.get("/", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
    for host in ("localhost:1", "192.168.1.9", "[::1]:80"):
        async with browser.get("/", headers={"Host": host}) as answer:
            assert answer.status == 200
    fresh = await studio.browser(visit=False)
    async with fresh.post("/studio/jobs", data=form(drawing()), headers=HEADERS) as answer:
        assert answer.status == 401
    async with fresh.get("/") as answer:
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_the_page_and_its_files(studio: Studio) -> None:
    browser = await studio.browser()
    async with browser.get("/") as answer:
        page = await answer.text()
    assert "http://" not in page
    assert "https://" not in page
    for name, kind in (("studio.js", "text/javascript"), ("studio.css", "text/css"), ("icon.svg", "image/svg+xml")):
        async with browser.get(f"/studio/web/{name}") as answer:
            assert (answer.status, answer.content_type) == (200, kind)
    for name in ("..%2froutes.py", "%2fetc%2fpasswd", "nothing.js"):
        async with browser.get(f"/studio/web/{name}") as answer:
            assert answer.status == 404


async def test_the_page_and_its_mistakes_are_in_the_readers_language(studio: Studio) -> None:
    browser = await studio.browser()
    for tag, drop in (("ja-JP,ja;q=0.9", "線画をドロップ"), ("zh-TW", "拖到这里"), ("fr", "Drop a sketch")):
        said = {**HEADERS, "Accept-Language": tag}
        async with browser.get("/", headers=said) as answer:
            assert drop in await answer.text()
            assert answer.headers["Vary"] == "Accept-Language"
        wrong = form(drawing(), text="bg: cream\r\n hiar: pink")
        async with browser.post("/studio/jobs", data=wrong, headers=said) as answer:
            doc = await answer.json()
        assert "hiar" in doc["text"]
        assert doc["text"].isascii() == (tag == "fr")
        assert doc["where"] == [11, 15], "places count in the text as the page has it"
        async with browser.post("/studio/jobs", data=form(text="bg: cream"), headers=said) as answer:
            assert (await answer.json())["text"].isascii() == (tag == "fr")
