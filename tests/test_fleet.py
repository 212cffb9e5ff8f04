"""`nurie run` without workers and `nurie worker` beside it: two processes with nothing between them but NATS."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.studio.guard import HEADER
from tests.loopback.nats_server import NatsServer
from tests.test_end_to_end import PATIENCE, ROOT, SKETCH, Service, check_psd

pytestmark = pytest.mark.slow


@pytest.fixture
def service(tmp_path: Path, nats_server: NatsServer) -> Iterator[Service]:
    service = Service(tmp_path, {"NURIE_QUEUE_URL": nats_server.url, "NURIE_WORKERS": "0"})
    yield service
    service.sweep()


@pytest.fixture
def worker(tmp_path: Path, nats_server: NatsServer) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NURIE_", "DISCORD_", "TELEG"))}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings = {"NURIE_QUEUE_URL": nats_server.url, "NURIE_LEASE_SECONDS": "3", "PYTHONPATH": str(ROOT)}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "worker"],
            cwd=elsewhere,
            env={**kept, **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    yield process
    process.kill()
    process.wait()


async def test_a_sketch_goes_to_a_worker_elsewhere_and_its_layers_come_back(
    service: Service, worker: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    service.start()
    address = re.search(r"http://[\d.]+:\d+", await service.says("no DISCORD_TOKEN"))
    assert address is not None
    form = aiohttp.FormData({"text": "@ 50% 15%: #7d8fd6", "seed": "3", "ask": "one"}, default_to_multipart=True)
    form.add_field("sketch", SKETCH, filename="girl.png", content_type="image/png")
    async with aiohttp.ClientSession(address[0], cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get("/") as page:
            assert page.status == 200
        async with browser.post("/studio/jobs", data=form, headers={HEADER: "1"}) as answer:
            assert answer.status == 202
            job = await answer.json()
        async with asyncio.timeout(PATIENCE):
            while not job["ended"]:
                await asyncio.sleep(0.1)
                async with browser.get(f"/studio/jobs/{job['id']}") as answer:
                    job = await answer.json()
        assert job["state"] == "done"
        assert "#7d8fd6" in job["text"]
        async with browser.get(f"/studio/jobs/{job['id']}/psd") as answer:
            check_psd(await answer.read(), tmp_path)
    log = (tmp_path / "worker.log").read_text("utf-8")
    assert "taken, try 1" in log
    assert "Traceback" not in log + service.log
    assert not list((tmp_path / "elsewhere").rglob("*.png"))
    worker.terminate()
    assert await asyncio.to_thread(worker.wait, 60) == 0
    assert await asyncio.to_thread(service.end) == 0
