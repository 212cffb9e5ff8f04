"""A batch: several sketches as pages, coloured with one set of hints and one preset, and given back as ZIP files.

A page that cannot be read or coloured is named in the answer, and the others come all the same.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.delivery import FILES, MOST_INLINE, as_jpeg, notes_of
from bot.frontend import Ask, Button, File, Job, Page, Parcel, Status
from bot.intake import check_picture, picture_megapixels, prepare
from bot.locales import refuse, say, say_code
from bot.pace import in_words
from bot.status import bar, result_buttons
from bot.store.jobs import StoredJob
from bot.styles import Look
from engine.errors import UserError
from engine.request import ColorizeRequest

MOST_PAGES = 20
PRIORITY = 1
"""Somebody who waits for one picture goes first."""
MOST_FILES = 10
"""Of one message, on every platform."""
SHEET_SIDE, SHEET_CELL = 1280, 420
_WORDS = re.compile(r"\s*/?(?:batch|批量|批处理|バッチ|まとめて)(?![\w-])[\s:：,、;；]*", re.IGNORECASE)
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date in a ZIP, so that the same pages give the same bytes."""

Fetch = Callable[[StoredJob, str], Awaitable[bytes]]
"""A result file of a page; KeyError when it is not kept any more."""

Reason = tuple[str, str, dict[str, Any]]


def batch_words(text: str) -> tuple[bool, str]:
    """Whether a text begins with the word for a batch, and the text without it."""
    match = _WORDS.match(text)
    return (True, text[match.end() :]) if match else (False, text)


@dataclass(frozen=True)
class PageRequest:
    """What is to be done for a page; a page that cannot be read has a `reason` in place of a request."""

    name: str
    request: ColorizeRequest | None
    reason: Reason | None = None
    megapixels: float = 0.0
    dropped: tuple[str, ...] = ()
    """Hints that it has no more, of a batch that another goes on from."""


def page_requests(ask: Ask, look: Look, *, model: str, max_megapixels: float, max_file_mb: float) -> list[PageRequest]:
    """The requests of a batch, with one seed. UserError when its words are wrong, or no page can be read."""
    if len(ask.pages) > MOST_PAGES:
        raise refuse("batch.too_many", count=len(ask.pages), limit=MOST_PAGES)
    limits = {"max_megapixels": max_megapixels, "max_file_mb": max_file_mb}
    problems = [page.problem or _problem(page, **limits) for page in ask.pages]
    readable = [page for page, problem in zip(ask.pages, problems, strict=True) if problem is None]
    if not readable:
        first = problems[0]
        assert first is not None, "a batch has pages"
        raise first
    common = prepare(replace(ask, sketch=readable[0].sketch, pages=()), look, model=model, **limits)
    return [
        PageRequest(page.name, common.with_(sketch=page.sketch), None, picture_megapixels(page.sketch))
        if problem is None
        else PageRequest(page.name, None, reason_of(problem))
        for page, problem in zip(ask.pages, problems, strict=True)
    ]


def reason_of(error: UserError) -> Reason:
    return error.code, error.text, dict(error.values)


def _problem(page: Page, **limits: float) -> UserError | None:
    try:
        check_picture(page.sketch, **limits)
    except UserError as error:
        return error
    return None


def batch_status(job: Job, pages: Sequence[StoredJob], shares: float, ahead: int, seconds: float | None) -> Status:
    """The status of a batch: `shares` is the sum of its pages' shares that are done, `ahead` what goes before it."""
    locale = job.asker.locale
    ended = sum(not page.job.is_open for page in pages)
    if job.state == "done":
        return Status(say(locale, "batch.done"), batch_buttons(locale))
    if job.state == "queued" and ahead:
        text = say(locale, "batch.queued", pages=len(pages), ahead=ahead)
    else:
        share = shares / max(1, len(pages))
        text = say(locale, "batch.running", done=ended, pages=len(pages), bar=bar(share), percent=round(share * 100))
    if seconds is not None:
        text += "\n" + say(locale, "status.ready_in", time=in_words(locale, seconds))
    return Status(text, ((Button("cancel", say(locale, "button.cancel"), danger=True),),))


def batch_buttons(locale: str) -> tuple[tuple[Button, ...], ...]:
    """As under a single result, but for the variations; each fetches a ZIP of every page's."""
    return tuple(tuple(b for b in row if b.action != "again") for row in result_buttons(locale))


async def batch_parcel(
    job: Job, pages: Sequence[StoredJob], limit: int, fetch: Fetch, dropped: Sequence[str] = ()
) -> Parcel:
    """The message that a batch ends with: a sheet of all pages, ZIPs of the finished pictures, and what went wrong."""
    parcel = await zip_parcel(job, pages, "rendered", limit, fetch)
    locale = job.asker.locale
    done = sum(page.job.state == "done" for page in pages)
    lines = [say(locale, "batch.title", done=done, pages=len(pages)), *_failures(locale, pages)]
    lines += parcel.caption.splitlines()[1:]
    lines += [say(locale, "result.dropped", text=text.replace("`", "'")) for text in dropped]
    files = parcel.files
    if len(files) < MOST_FILES:
        sheet = await _sheet(pages, fetch)
        if sheet is not None and len(sheet) <= min(limit, MOST_INLINE):
            files = (File("pages.jpg", sheet), *files)
    return Parcel("\n".join(lines), files, batch_buttons(locale), spoiler=job.origin.spoiler)


async def zip_parcel(job: Job, pages: Sequence[StoredJob], wanted: str, limit: int, fetch: Fetch) -> Parcel:
    """One file of every page, in as many ZIPs as the limit asks for. UserError when there is none any more."""
    name = FILES.get(wanted)
    if name is None:
        raise refuse("action.unknown")
    locale = job.asker.locale
    notes: list[str] = []
    entries: list[tuple[str, bytes]] = []
    left_out: list[str] = []
    for page in (page for page in pages if page.job.state == "done"):
        label = page_label(page)
        try:
            data = await fetch(page, name)
            about = json.loads(await fetch(page, "result.json"))
        except KeyError:
            left_out.append(say(locale, "batch.page", page=label, reason=say(locale, "error.file.gone")))
            continue
        kind = name.rpartition(".")[2]
        if len(data) + ROOM > limit and kind == "png":
            data, kind = await asyncio.to_thread(as_jpeg, data), "jpg"
        if len(data) + ROOM > limit:
            left_out.append(say(locale, "batch.page", page=label, reason=say(locale, "batch.page_too_large")))
            continue
        entries.append((f"{label}.{kind}", data))
        notes += [f"{label}", *(f"  {line}" for line in notes_of(locale, about)), ""]
    if not entries:
        raise refuse("file.gone")
    text = "\n".join(notes).encode()
    entries.insert(0, ("notes.txt", text))
    zips = await asyncio.to_thread(packed, entries, limit)
    stem = wanted.replace("_", "-")
    names = [f"{stem}.zip"] if len(zips) == 1 else [f"{stem}-{n}-of-{len(zips)}.zip" for n in range(1, len(zips) + 1)]
    files = tuple(File(name, data, "document") for name, data in zip(names, zips, strict=True))[:MOST_FILES]
    return Parcel("\n".join([", ".join(names), *left_out]), files, spoiler=job.origin.spoiler)


ROOM = 2000
"""Bytes that a ZIP needs for itself and for what it says of one file, at most."""


def packed(entries: Sequence[tuple[str, bytes]], limit: int) -> list[bytes]:
    """Files in as few ZIPs of at most `limit` bytes as their order lets; stored, for they are packed already."""
    groups: list[list[tuple[str, bytes]]] = [[]]
    size = 0
    for name, data in entries:
        room = len(data) + ROOM
        if groups[-1] and size + room > limit:
            groups.append([])
            size = 0
        groups[-1].append((name, data))
        size += room
    return [_zip(group) for group in groups]


def _zip(entries: Sequence[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return file.getvalue()


def page_label(page: StoredJob) -> str:
    """`03 name`: a page's number and its file's name, without its ending and what no file may be called."""
    stem = page.page_name.rpartition(".")[0] or page.page_name
    plain = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "_", stem).strip(" ._")[:60]
    return f"{page.page:02d} {plain}".strip()


def _failures(locale: str, pages: Sequence[StoredJob]) -> list[str]:
    lines = []
    for page in pages:
        if page.job.state == "failed":
            code, text, values = page.job.reason or ("job.poison", say("en", "error.job.poison", job=page.job.id), {})
            reason = say_code(locale, code, text, {"job": page.job.id, **values})
            lines.append(say(locale, "batch.page", page=page_label(page), reason=reason))
    return lines


async def _sheet(pages: Sequence[StoredJob], fetch: Fetch) -> bytes | None:
    """All pages side by side, in their order, as one JPEG."""
    previews = []
    for page in pages:
        if page.job.state == "done":
            try:
                previews.append(await fetch(page, "preview.jpg"))
            except KeyError:
                continue
    return await asyncio.to_thread(_side_by_side, previews) if previews else None


def _side_by_side(previews: Sequence[bytes]) -> bytes:
    from PIL import Image

    columns = min(len(previews), 4 if len(previews) > 9 else 3)
    cell, gap = min(SHEET_CELL, SHEET_SIDE // columns), 8
    rows = [previews[start : start + columns] for start in range(0, len(previews), columns)]
    thumbs = []
    for row in rows:
        thumbs.append([])
        for data in row:
            with Image.open(io.BytesIO(data)) as picture:
                picture.draft("RGB", (cell * 2, cell * 2))
                small = picture.convert("RGB")
                small.thumbnail((cell, cell))
                thumbs[-1].append(small)
    heights = [max(thumb.height for thumb in row) for row in thumbs]
    sheet = Image.new("RGB", (columns * (cell + gap) + gap, sum(heights) + gap * (len(rows) + 1)), (244, 243, 247))
    top = gap
    for row, height in zip(thumbs, heights, strict=True):
        for column, thumb in enumerate(row):
            left = gap + column * (cell + gap) + (cell - thumb.width) // 2
            sheet.paste(thumb, (left, top + (height - thumb.height) // 2))
        top += height + gap
    file = io.BytesIO()
    sheet.save(file, "JPEG", quality=90)
    return file.getvalue()
