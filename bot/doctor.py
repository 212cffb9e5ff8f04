"""What Nurie needs, looked at one by one: each check says what it found and how to mend it.

The last check is the whole path: a worker process started as `nurie run` starts it takes a small sketch
from a queue and colours it. Nothing is kept, and a token is never shown.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import socket
import struct
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from bot.batch import color_all
from bot.settings import Settings, environment_name
from engine import ColorizeRequest, EngineError, UserError
from engine.queue.base import ENDED
from engine.queue.connect import queue_at

Mark = Literal["well", "note", "missing"]
MARKS: dict[Mark, str] = {"well": "✓", "note": "·", "missing": "✗"}

LEAST_PYTHON = (3, 11)
LEAST_DISK = 1 << 30
MODULES = {"cv2": "opencv-python-headless", "skimage": "scikit-image", "psd_tools": "psd-tools", "PIL": "Pillow"}
"""Modules that are looked for by a name other than their package's."""
PACKAGES = ("torch", "cv2", "skimage", "psd_tools", "PIL", "discord", "telegram", "aiohttp", "lark")
WORKER_SECONDS = 90.0
REACH_SECONDS = 5.0


@dataclass(frozen=True)
class Check:
    """One finding. `mend` is what to do, where there is something to do."""

    name: str
    mark: Mark
    says: str
    mend: str = ""


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """Every check in turn; a check that fails does not stop those after it."""
    yield python()
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    yield packages(missing)
    if "torch" not in missing:
        yield await asyncio.to_thread(device, settings)
    for check in (*tokens(settings), *webhook(settings)):
        yield check
    yield home(settings)
    yield studio(settings)
    yield await queue(settings)
    if not missing:
        yield await worker(settings)


def python() -> Check:
    says = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    if sys.version_info < LEAST_PYTHON:
        return Check("Python", "missing", says, "install Python 3.11 or newer and make .venv again: make clean run")
    return Check("Python", "well", says)


def packages(missing: list[str]) -> Check:
    if missing:
        names = ", ".join(MODULES.get(m, m) for m in missing)
        return Check(
            "packages", "missing", f"{names} cannot be found", "run `make clean run`, which sets .venv up anew"
        )
    return Check("packages", "well", f"all here; Nurie {_version()}")


def device(settings: Settings) -> Check:
    """Where networks would run, as torch sees it."""
    from engine.device import check_device, find_device

    found = find_device()[1]
    try:
        check_device(settings.device)
    except UserError as error:
        return Check("device", "missing", found, error.text)
    return Check("device", "well", found)


def tokens(settings: Settings) -> Iterator[Check]:
    """Whether the tokens are set and look like tokens. Their value is never part of the answer."""
    # A Discord token is three base64url parts; a Telegram token is the bot's number and a secret.
    shapes = {
        "Discord": (settings.discord_token, r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}", "DISCORD_TOKEN"),
        "Telegram": (settings.telegram_token, r"\d{5,}:[\w-]{30,}", "TELEGRAM_TOKEN"),
    }
    for chat, (token, shape, name) in shapes.items():
        if token is None:
            yield Check(chat, "note", "no token: this chat is off", f"to turn it on, put {name}=... into .env (README)")
        elif not re.fullmatch(shape, token.get_secret_value().strip()):
            mend = f"copy {name} again, without quotes and spaces (README says where from)"
            yield Check(chat, "note", "a token is set, but it does not look like one", mend)
        else:
            yield Check(chat, "well", "a token is set")


def webhook(settings: Settings) -> Iterator[Check]:
    """Whether Telegram can bring updates to the address that it would be told."""
    if settings.telegram_token is not None and settings.telegram_webhook:
        url = settings.public_url
        if url.startswith("https://") or (settings.telegram_api_url and url.startswith("http://")):
            yield Check("webhook", "well", f"Telegram is told to bring updates to {url.rstrip('/')}/telegram")
        else:
            mend = "set NURIE_PUBLIC_URL to an https address, or NURIE_TELEGRAM_WEBHOOK to false"
            yield Check("webhook", "missing", f"Telegram cannot bring updates to {url or 'nowhere'}", mend)


def home(settings: Settings) -> Check:
    """Whether state can be kept, and how much fits."""
    folder = settings.home.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"nurie")
    except OSError as error:
        mend = "set NURIE_HOME to a folder that this user may write to"
        return Check("state folder", "missing", f"{folder}: {error.strerror}", mend)
    free = shutil.disk_usage(folder).free
    says = f"{folder}, {free / 2**30:.1f} GiB free"
    if free < LEAST_DISK:
        return Check("state folder", "missing", says, "free some space, or set NURIE_KEEP_DAYS lower")
    return Check("state folder", "well", says)


def studio(settings: Settings) -> Check:
    """Whether the page's address can be bound; where it cannot, a running Nurie is the likely reason."""
    host, port = settings.studio_address
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        mend = "fine if `nurie run` is running; else set NURIE_STUDIO_BIND to another host:port"
        return Check("studio", "note", f"{host}:{port} is not free ({error.strerror})", mend)
    public = host not in ("127.0.0.1", "::1", "localhost")
    mend = "anybody who reaches this address may use the page; put a proxy that asks for a password before it"
    return Check("studio", "note" if public else "well", f"http://{host}:{port} is free", mend if public else "")


async def queue(settings: Settings) -> Check:
    try:
        async with asyncio.timeout(REACH_SECONDS), queue_at(settings.queue_url, settings.home / "queue") as line:
            depth = await line.depth()
    except Exception as error:
        reason = str(error) or type(error).__name__
        mend = "set NURIE_QUEUE_URL to sqlite"
        return Check("queue", "missing", f"{settings.queue_url}: {reason}", mend)
    return Check("queue", "well", f"{settings.queue_url}, {depth} waiting")


async def worker(settings: Settings) -> Check:
    """Start a worker, let it colour a small sketch over a queue of its own, and end it."""
    mend = "run `nurie colorize` on a sketch with NURIE_LOG_LEVEL=debug to see what is wrong"
    with tempfile.TemporaryDirectory(prefix="nurie-doctor-") as folder:
        request = ColorizeRequest.parse(small_sketch(), "@ 50% 50%: gold")
        try:
            async with asyncio.timeout(WORKER_SECONDS):
                async with aclosing(color_all({"sketch": request}, Path(folder), device=settings.device)) as events:
                    async for event, files in events:
                        if event.kind == "done":
                            return Check("worker", "well", f"coloured a small sketch: {len(files)} files")
                        if event.kind in ENDED:
                            return Check("worker", "missing", event.text, mend)
        except UserError as error:
            return Check("worker", "missing", "not started: it would refuse its settings", error.text)
        except EngineError as error:
            return Check("worker", "missing", str(error), mend)
        except TimeoutError:
            return Check("worker", "missing", f"no result after {WORKER_SECONDS:.0f} s", mend)
    return Check("worker", "missing", "it ended without a word", mend)


def small_sketch(side: int = 96) -> bytes:
    """A ring of ink on white paper as PNG, written by hand: the bot's floor has no picture library."""
    rows = bytearray()
    for y in range(side):
        rows.append(0)  # the row's filter: none
        for x in range(side):
            far = ((x - side / 2) ** 2 + (y - side / 2) ** 2) ** 0.5
            rows.append(0 if abs(far - side / 3) < 2 else 255)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def settings_table(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """(name, present value, what it is) of every setting; tokens as set or not set."""
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        secret = isinstance(value, SecretStr) or "token" in name
        shown = ("set" if value else "not set") if secret else str(value)
        yield environment_name(name), shown, field.description or ""


def _version() -> str:
    try:
        return importlib.metadata.version("nurie")
    except importlib.metadata.PackageNotFoundError:
        return "from its source"
