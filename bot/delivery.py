"""From a finished task to a message that fits the chat: which files, how large, what caption."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.frontend import File, Job, Parcel
from bot.intake import megabytes
from bot.links import Links
from bot.locales import refuse, say, say_code
from bot.status import result_buttons
from engine.request import OUTPUTS

Fetch = Callable[[str], Awaitable[bytes]]
"""A result file by its name; KeyError when it is not kept any more."""

LINK_SECONDS = 24 * 3600.0
MOST_INLINE = 9_500_000
"""A finished picture larger than this is shown as its preview: some chats refuse larger pictures."""

FILES = {name: f"{name}.png" for name in (*OUTPUTS, "regions", "variations")}
FILES |= {"psd": "layers.psd", "ora": "layers.ora"}
"""What a `get:` button fetches."""


async def result_parcel(job: Job, limit: int, fetch: Fetch, dropped: Sequence[str] = ()) -> Parcel:
    """The message that a job ends with: the finished picture, what each hint did, a button a layer."""
    locale = job.asker.locale
    about = json.loads(await fetch("result.json"))
    if about["request"].get("wants") == "regions":
        return await _map_parcel(job, about, limit, fetch)
    caption = describe(locale, about, dropped)
    if seeds := about["request"].get("seeds", ()):
        return await _grid_parcel(job, caption, limit, fetch, len(seeds))
    picture = await fetch("rendered.png")
    if len(picture) <= min(limit, MOST_INLINE):
        file = File("rendered.png", picture)
    else:
        preview = await fetch("preview.jpg")
        file = File("preview.jpg", preview)
        if len(picture) > limit:
            says = say(locale, "result.preview_only", size=megabytes(len(picture)), limit=megabytes(limit))
            caption = f"{caption}\n{says}"
    files = (file,) if len(file.data) <= limit else ()
    return Parcel(caption, files, result_buttons(locale), spoiler=job.origin.spoiler)


async def _map_parcel(job: Job, about: dict[str, Any], limit: int, fetch: Fetch) -> Parcel:
    locale = job.asker.locale
    caption = "\n".join([say(locale, "regions.title", count=about["regions"]), *notes_of(locale, about)])
    files = await _shown("regions", limit, fetch)
    return Parcel(caption, files, result_buttons(locale, wants="regions"), spoiler=job.origin.spoiler)


async def _grid_parcel(job: Job, caption: str, limit: int, fetch: Fetch, variations: int) -> Parcel:
    files = await _shown("variations", limit, fetch)
    return Parcel(caption, files, result_buttons(job.asker.locale, variations), spoiler=job.origin.spoiler)


async def _shown(name: str, limit: int, fetch: Fetch) -> tuple[File, ...]:
    """A result as a chat shows it: as PNG, as JPEG where that is too large, not at all where that is too."""
    file = File(f"{name}.png", await fetch(f"{name}.png"))
    if len(file.data) > min(limit, MOST_INLINE):
        file = File(f"{name}.jpg", await asyncio.to_thread(as_jpeg, file.data))
    return (file,) if len(file.data) <= limit else ()


def describe(locale: str, about: dict[str, Any], dropped: Sequence[str] = ()) -> str:
    """The caption of a result from its `result.json`: the seed, a line for each note, and the hints it has no more."""
    request = about.get("request", {})
    title = "result.variations" if request.get("seeds") else "result.title"
    lines = [say(locale, title, seed=request.get("seed", 0)), *notes_of(locale, about)]
    lines += [say(locale, "result.dropped", text=text.replace("`", "'")) for text in dropped]
    return "\n".join(lines)


def notes_of(locale: str, about: dict[str, Any]) -> list[str]:
    """What became of the sketch and of each hint, a line each."""
    hints, lines = about.get("request", {}).get("hints", []), []
    for note in about.get("notes", []):
        what = say_code(locale, note["code"], note["text"], dict(note.get("values", ())))
        index = note.get("hint")
        text = hints[index]["text"] if index is not None and index < len(hints) else ""
        if text and text not in what:  # most notes name their hint themselves
            lines.append(say(locale, "result.hint", text=text.replace("`", "'"), what=what))
        else:
            lines.append(say(locale, "result.note", what=_as_typed(what, text)))
    return lines


def _as_typed(what: str, text: str) -> str:
    """A note with its hint as code, in place of its quotation marks: nothing in it is taken for a mark."""
    for opening, closing in ('""', "“”", "「」") if text else ():
        what = what.replace(f"{opening}{text}{closing}", "`{}`".format(text.replace("`", "'")), 1)
    return what


async def file_parcel(job: Job, wanted: str, limit: int, fetch: Fetch, links: Links) -> Parcel:
    """One file of a result, or the nearest thing to it that this chat takes. UserError when there is none."""
    name = FILES.get(wanted)
    if name is None:
        raise refuse("action.unknown")
    try:
        data = await fetch(name)
        if len(data) <= limit:
            return _parcel(job, say(job.asker.locale, "result.file", name=name), File(name, data, "document"))
        return await _smaller(job, wanted, name, data, limit, fetch, links)
    except KeyError:
        raise refuse("file.gone") from None


async def _smaller(job: Job, wanted: str, name: str, data: bytes, limit: int, fetch: Fetch, links: Links) -> Parcel:
    locale = job.asker.locale
    sizes = {"name": name, "size": megabytes(len(data)), "limit": megabytes(limit)}
    if wanted == "psd":
        layers = await fetch("layers.ora")
        if len(layers) <= limit:
            return _parcel(job, say(locale, "result.ora_for_psd", **sizes), File("layers.ora", layers, "document"))
    if links.on:
        until = min(time.time() + LINK_SECONDS, job.expires_at)
        url = links.make(job.id, name, until)
        moment = time.strftime("%Y-%m-%d %H:%M", time.gmtime(until))
        return _parcel(job, say(locale, "result.link", **sizes, url=url, until=moment))
    if name.endswith(".png"):
        picture = await asyncio.to_thread(as_jpeg, data)
        if len(picture) <= limit:
            file = File(name.replace(".png", ".jpg"), picture, "document")
            return _parcel(job, say(locale, "result.jpeg_for_png", **sizes), file)
    raise refuse("file.too_large", **sizes)


def _parcel(job: Job, caption: str, *files: File) -> Parcel:
    return Parcel(caption, files, spoiler=job.origin.spoiler)


def as_jpeg(data: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        smaller = io.BytesIO()
        picture.convert("RGB").save(smaller, "JPEG", quality=92)
        return smaller.getvalue()
