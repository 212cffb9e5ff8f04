"""Stores a picture and never its job, to be killed in between: `python -m tests.bot.store_process HOME`."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path

from bot.store import Store

PICTURE = bytes(range(256)) * 400
"""Large enough for a file of its own."""
DIGEST = hashlib.sha256(PICTURE).hexdigest()


async def main(home: Path) -> None:
    async with Store(home) as store, store.blobs.keeping({DIGEST: PICTURE}):
        print("kept", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
