"""The loopback Telegram against the Bot API's documented behaviour, over real sockets."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import numpy as np
import pytest
from PIL import Image

from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_params import ApiError
from tests.loopback.telegram_shapes import check_shapes


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[height // 4 : height // 2, width // 4 : width // 2] = (200, 40, 90)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()


class Client:
    """A bare client of the Bot API: it sends what a test says and nothing else."""

    def __init__(self, tg: LoopbackTelegram, session: aiohttp.ClientSession) -> None:
        self.tg = tg
        self.session = session

    async def __call__(self, method: str, files: dict[str, bytes] | None = None, **params: Any) -> dict[str, Any]:
        form = aiohttp.FormData(default_to_multipart=bool(files))
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, data in (files or {}).items():
            form.add_field(name, io.BytesIO(data), filename=f"{name}.png", content_type="image/png")
        async with self.session.post(f"{self.tg.url}/bot{self.tg.token}/{method}", data=form) as answer:
            return await answer.json()

    async def result(self, method: str, **params: Any) -> Any:
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]


@pytest.fixture
async def tg() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram() as server:
        yield server
    check_shapes(server.calls)


@pytest.fixture
async def call(tg: LoopbackTelegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(tg, session)


async def test_updates_come_again_until_they_are_acknowledged(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    await tg.user_sends_text(mio, "/start")
    await tg.user_sends_text(mio, "hello")
    first = await call.result("getUpdates", timeout=0)
    assert [u["message"]["text"] for u in first] == ["/start", "hello"]
    assert first[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert await call.result("getUpdates", timeout=0) == first
    again = await call.result("getUpdates", offset=first[0]["update_id"] + 1, timeout=0)
    assert again == first[1:]
    assert await call.result("getUpdates", offset=first[1]["update_id"] + 1, timeout=0) == []


async def test_a_photo_is_recompressed_in_sizes_and_can_be_fetched(tg: LoopbackTelegram, call: Client):
    await tg.user_sends_photo(tg.private("Mio"), picture(2000, 1000), "hair: pink")
    [update] = await call.result("getUpdates", timeout=0)
    sizes = update["message"]["photo"]
    assert [(s["width"], s["height"]) for s in sizes] == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    found = await call.result("getFile", file_id=sizes[-1]["file_id"])
    async with call.session.get(f"{tg.url}/file/bot{tg.token}/{found['file_path']}") as answer:
        data = await answer.read()
    assert len(data) == found["file_size"] == sizes[-1]["file_size"]
    with Image.open(io.BytesIO(data)) as photo:
        assert (photo.format, photo.size) == ("JPEG", (1280, 640))


async def test_an_album_arrives_as_separate_updates(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [picture(60, 40), picture(50, 50)], "skin: pale", order=[1, 0])
    second, first = [u["message"] for u in await call.result("getUpdates", timeout=0)]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["message_id"] < second["message_id"]
    assert (first["caption"], second.get("caption")) == ("skin: pale", None)


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"text": "x" * 4097}, "Bad Request: message is too long"),
        ("sendMessage", {"text": "  "}, "Bad Request: message text is empty"),
        ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "Bad Request: can't parse entities"),
        ("sendMessage", {"text": "a <= b", "parse_mode": "HTML"}, "Bad Request: can't parse entities"),
        ("editMessageText", {"text": "x", "message_id": 999}, "Bad Request: message to edit not found"),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied"),
        ("deleteMessage", {"message_id": 999}, "Bad Request: message to delete not found"),
        ("getFile", {"file_id": "nothing"}, "Bad Request: invalid file_id"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "Bad Request: query is too old"),
        ("sendPhoto", {"photo": "nothing"}, "Bad Request: wrong file identifier"),
        ("getChatAdministrators", {}, "Bad Request: there are no administrators"),
        ("setMyCommands", {"commands": [{"command": "Color", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
    ],
)
async def test_what_is_wrong_is_refused(
    tg: LoopbackTelegram, call: Client, method: str, params: dict[str, Any], description: str
):
    answer = await call(method, chat_id=tg.private("Mio").id, **params)
    assert answer["error_code"] == 400
    assert answer["description"].startswith(description)


async def test_buttons_have_at_most_64_bytes_of_data(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")

    def keyboard(data: str) -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": "PSD", "callback_data": data}]]}

    fits = await call("sendMessage", chat_id=mio.id, text="x", reply_markup=keyboard("あ" * 21))
    assert fits["ok"]
    refused = await call("sendMessage", chat_id=mio.id, text="x", reply_markup=keyboard("あ" * 22))
    assert refused["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_text_message_can_become_a_photo_but_not_go_back(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    sent = await call.result("sendMessage", chat_id=mio.id, text="<b>waiting</b>", parse_mode="HTML")
    key = {"chat_id": mio.id, "message_id": sent["message_id"]}
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    same = await call("editMessageText", **key, text="<b>waiting</b>", parse_mode="HTML")
    assert same["description"].startswith("Bad Request: message is not modified")
    media = {"type": "photo", "media": "attach://shot", "caption": "done", "has_spoiler": True}
    edited = await call.result("editMessageMedia", files={"shot": picture(300, 200)}, **key, media=media)
    assert "text" not in edited
    assert (edited["caption"], edited["has_media_spoiler"]) == ("done", True)
    assert (edited["photo"][-1]["width"], edited["photo"][-1]["height"]) == (300, 200)
    back = await call("editMessageText", **key, text="x")
    assert back["description"] == "Bad Request: there is no text in the message to edit"
    long = await call("editMessageCaption", **key, caption="x" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"
    [message] = tg.from_bot(mio)
    assert message.texts == ["waiting", "done"]


async def test_documents_are_kept_byte_for_byte_and_photos_have_a_limit(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    data = picture(500, 400)
    sent = await call.result("sendDocument", files={"document": data}, chat_id=mio.id, caption="flat")
    assert (sent["document"]["file_name"], sent["document"]["mime_type"]) == ("document.png", "image/png")
    assert tg.from_bot(mio)[0].document == data
    heavy = await call("sendPhoto", files={"photo": data + bytes(10 * 2**20)}, chat_id=mio.id)
    assert heavy["error_code"] == 400
    large = await call("sendDocument", files={"document": bytes(50 * 2**20 + 1)}, chat_id=mio.id)
    assert (large["error_code"], large["description"]) == (413, "Request Entity Too Large")


async def test_media_groups_and_deleting(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    media = [{"type": "document", "media": "attach://a", "caption": "one"}, {"type": "document", "media": "attach://b"}]
    files = {"a": picture(30, 20), "b": picture(20, 30)}
    first, second = await call.result("sendMediaGroup", files=files, chat_id=mio.id, media=media)
    assert first["media_group_id"] == second["media_group_id"]
    alone = await call("sendMediaGroup", files=files, chat_id=mio.id, media=media[:1])
    assert alone["error_code"] == 400
    assert await call.result("deleteMessage", chat_id=mio.id, message_id=first["message_id"])
    assert [m.id for m in tg.from_bot(mio)] == [second["message_id"]]


async def test_flood_limit_and_block_and_one_failure(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    tg.limits.chat_interval = 60
    assert (await call("sendMessage", chat_id=mio.id, text="one"))["ok"]
    flood = await call("sendMessage", chat_id=mio.id, text="two")
    assert flood["error_code"] == 429
    assert 1 <= flood["parameters"]["retry_after"] <= 60
    tg.limits.chat_interval = 0
    tg.limits.fail("sendMessage", ApiError(502, "Bad Gateway"))
    assert (await call("sendMessage", chat_id=mio.id, text="three"))["error_code"] == 502
    assert (await call("sendMessage", chat_id=mio.id, text="three"))["ok"]
    mio.blocked = True
    assert (await call("sendMessage", chat_id=mio.id, text="four"))["error_code"] == 403
    assert (await call("sendMessage", chat_id=404, text="five"))["description"] == "Bad Request: chat not found"


async def test_a_press_is_answered_once_and_in_time(tg: LoopbackTelegram, call: Client):
    mio = tg.private("Mio")
    keyboard = {"inline_keyboard": [[{"text": "PSD", "callback_data": "n:1:get:psd"}]]}
    await call.result("sendMessage", chat_id=mio.id, text="done", reply_markup=keyboard)
    [message] = tg.from_bot(mio)
    press = await tg.user_clicks(message, "PSD")
    late = await tg.user_clicks(message, "PSD", expired=True)
    queries = [u["callback_query"] for u in await call.result("getUpdates", timeout=0)]
    assert [q["data"] for q in queries] == ["n:1:get:psd", "n:1:get:psd"]
    assert await call.result("answerCallbackQuery", callback_query_id=press.id, text="here", show_alert=True)
    assert press.answer == {"text": "here", "show_alert": True}
    for query in (press, late):
        assert (await call("answerCallbackQuery", callback_query_id=query.id))["error_code"] == 400


async def test_a_group_shows_a_bot_what_is_meant_for_it(tg: LoopbackTelegram, call: Client):
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    await tg.user_sends_text(club, "good morning")
    await tg.user_sends_photo(club, picture(40, 40), "what do you think?")
    await tg.user_sends_photo(club, picture(40, 40), "@nurie_bot hair: pink", user=ren)
    await tg.user_sends_text(club, "/color@other_bot")
    await tg.user_sends_text(club, "/color")
    post = await call.result("sendMessage", chat_id=club.id, text="yes?")
    await tg.user_replies(tg.world.messages[club.id, post["message_id"]], "eyes: blue")
    updates = [u["message"] for u in await call.result("getUpdates", timeout=0)]
    assert [m.get("text", m.get("caption")) for m in updates] == ["@nurie_bot hair: pink", "/color", "eyes: blue"]
    assert updates[2]["reply_to_message"]["message_id"] == post["message_id"]
    members = await call.result("getChatAdministrators", chat_id=club.id)
    assert [m["user"]["first_name"] for m in members] == ["Mio"]
    assert (await call.result("getChatMember", chat_id=club.id, user_id=ren.id))["status"] == "member"
    assert (await call.result("getChat", chat_id=club.id))["title"] == "Art club"


async def test_webhook_and_token(tg: LoopbackTelegram, call: Client):
    assert (await call.result("getMe"))["username"] == "nurie_bot"
    assert await call.result("setWebhook", url="https://example.org/hook")
    assert (await call("getUpdates", timeout=0))["error_code"] == 409
    assert await call.result("deleteWebhook")
    assert await call.result("getUpdates", timeout=0) == []
    async with call.session.post(f"{tg.url}/bot1:wrong/getMe") as answer:
        assert answer.status == 401
