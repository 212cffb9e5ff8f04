"""The loopback Discord's REST routes and CDN, as far as bots use them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.loopback.discord_forms import (
    ALREADY_ANSWERED,
    INVALID_TOKEN,
    MISSING_ACCESS,
    NO_DMS,
    UNKNOWN_CHANNEL,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    ApiError,
    Files,
    read_form,
)
from tests.loopback.discord_limits import check_choices, check_commands, check_message, check_modal
from tests.loopback.discord_world import EPHEMERAL, LOADING, TOKEN_LIFE, Channel, Interaction, Message, Version

if TYPE_CHECKING:
    from tests.loopback.discord import LoopbackDiscord

OPEN_TO_ALL = re.compile(r"^/api/v10/(webhooks/\d+/|interactions/)")


def reply(body: Any, status: int = 200) -> web.Response:
    response = web.json_response(body, status=status)
    # discord.py reads JSON only under exactly this content type: no charset.
    response.headers["Content-Type"] = "application/json"
    return response


class Rest:
    def __init__(self, discord: LoopbackDiscord) -> None:
        self._d = discord

    def routes(self) -> list[web.RouteDef]:
        api = "/api/v10"
        hook = api + r"/webhooks/{app:\d+}/{token}"
        return [
            web.get(api + "/users/@me", self.me),
            web.get(api + "/oauth2/applications/@me", self.application),
            web.get(api + "/gateway/bot", self.gateway_bot),
            web.get(api + r"/applications/{app:\d+}/commands", self.list_commands),
            web.put(api + r"/applications/{app:\d+}/commands", self.sync_commands),
            web.post(api + r"/interactions/{id:\d+}/{token}/callback", self.callback),
            web.post(hook, self.followup),
            web.get(hook + "/messages/{message}", self.webhook_message),
            web.patch(hook + "/messages/{message}", self.webhook_message),
            web.delete(hook + "/messages/{message}", self.webhook_message),
            web.post(api + "/users/@me/channels", self.open_dm),
            web.get(api + r"/channels/{channel:\d+}", self.get_channel),
            web.post(api + r"/channels/{channel:\d+}/typing", self.typing),
            web.post(api + r"/channels/{channel:\d+}/messages", self.send),
            web.get(api + r"/channels/{channel:\d+}/messages/{message:\d+}", self.channel_message),
            web.patch(api + r"/channels/{channel:\d+}/messages/{message:\d+}", self.channel_message),
            web.delete(api + r"/channels/{channel:\d+}/messages/{message:\d+}", self.channel_message),
            web.get(r"/attachments/{channel:\d+}/{id:\d+}/{name}", self.cdn),
        ]

    @web.middleware
    async def errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Ask for the bot's token where Discord does, and turn errors into Discord's JSON."""
        needs_token = request.path.startswith("/api/") and not OPEN_TO_ALL.match(request.path)
        if needs_token and request.headers.get("Authorization") != f"Bot {self._d.token}":
            return reply({"message": "401: Unauthorized", "code": 0}, 401)
        try:
            return await handler(request)
        except ApiError as error:
            return reply({"message": error.text, "code": error.code}, error.status)

    # the application

    async def me(self, request: web.Request) -> web.Response:
        return reply({**self._d.bot.json(), "verified": True, "mfa_enabled": False, "locale": "en-US", "flags": 0})

    async def application(self, request: web.Request) -> web.Response:
        doc = {
            "id": str(self._d.application_id),
            "name": "loopback",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self._d.owner.json(),
            "verify_key": "0" * 64,
            "team": None,
            "flags": 0,
        }
        return reply(doc)

    async def gateway_bot(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": self._d.shards}
        return reply({"url": self._d.gateway_url, "shards": self._d.shards, "session_start_limit": limit})

    async def list_commands(self, request: web.Request) -> web.Response:
        return reply(self._d.commands)

    async def sync_commands(self, request: web.Request) -> web.Response:
        commands = await request.json()
        check_commands(commands)
        self._d.commands = [
            # Discord says "" for the description of a context-menu command.
            {"description": "", **c, "id": str(self._d.new_id()), "application_id": str(self._d.application_id)}
            for c in commands
        ]
        await self._d.changed()
        return reply(self._d.commands)

    # interactions

    async def callback(self, request: web.Request) -> web.Response:
        d = self._d
        found = d.interactions.get(int(request.match_info["id"]))
        if found is None or found.token != request.match_info["token"]:
            raise ApiError(*UNKNOWN_INTERACTION)
        if found.response is not None:
            raise ApiError(*ALREADY_ANSWERED)
        if d.now() - found.created_at > d.answer_within:
            raise ApiError(*UNKNOWN_INTERACTION)
        payload, files = await read_form(request, d.upload_limit(found.channel))
        kind, data = payload["type"], payload.get("data") or {}
        if kind == 4:
            found.message = await self._post(found.channel, data, files, found)
        elif kind == 5:
            data = {"flags": int(data.get("flags", 0)) | LOADING}
            found.message = await self._post(found.channel, data, {}, found)
        elif kind in (6, 7):
            if found.source is None:
                raise ApiError(400, 50035, "Invalid Form Body\nIn type: no message to update")
            found.message = found.source
            if kind == 7:
                await self._edit(found.source, data, files)
        elif kind == 8:
            check_choices(data.get("choices", []))
            found.choices = data.get("choices", [])
        elif kind == 9:
            check_modal(data)
            found.modal = data
        else:
            raise ApiError(400, 50035, "Invalid Form Body\nIn type")
        found.response = kind
        found.answered.set()
        await d.changed()
        return reply(self._callback_doc(found, kind)) if "with_response" in request.query else web.Response(status=204)

    def _callback_doc(self, found: Interaction, kind: int) -> dict[str, Any]:
        doc: dict[str, Any] = {"interaction": {"id": str(found.id), "type": found.type}}
        if found.message is not None and kind in (4, 5, 7):
            doc["interaction"] |= {
                "response_message_id": str(found.message.id),
                "response_message_loading": found.message.loading,
                "response_message_ephemeral": found.message.ephemeral,
            }
            doc["resource"] = {"type": kind, "message": found.message.json()}
        return doc

    def _by_token(self, request: web.Request) -> Interaction:
        token = request.match_info["token"]
        found = next((i for i in self._d.interactions.values() if i.token == token), None)
        if found is None:
            raise ApiError(*UNKNOWN_WEBHOOK)
        if self._d.now() - found.created_at > TOKEN_LIFE:
            raise ApiError(*INVALID_TOKEN)
        return found

    async def followup(self, request: web.Request) -> web.Response:
        found = self._by_token(request)
        if found.response is None:
            raise ApiError(*UNKNOWN_WEBHOOK)
        payload, files = await read_form(request, self._d.upload_limit(found.channel))
        if found.message is not None and found.message.loading and not found.message.deleted:
            # The first follow-up of a deferred answer is that answer; of one that was deleted, a message of its own.
            await self._edit(found.message, payload, files)
            return reply(found.message.json())
        message = await self._post(found.channel, payload, files, found)
        found.followups.append(message)
        await self._d.changed()
        return reply(message.json())

    async def webhook_message(self, request: web.Request) -> web.Response:
        found = self._by_token(request)
        name = request.match_info["message"]
        own = [m for m in (found.message, *found.followups) if m is not None]
        message = found.message if name == "@original" else next((m for m in own if str(m.id) == name), None)
        if message is None or message.deleted or message.channel.deleted:
            raise ApiError(*UNKNOWN_MESSAGE)
        return await self._act_on(message, request)

    # channels

    def _channel(self, request: web.Request) -> Channel:
        channel = self._d.channels.get(int(request.match_info["channel"]))
        if channel is None or channel.deleted:
            raise ApiError(*UNKNOWN_CHANNEL)
        if channel.apart or (channel.guild is not None and not channel.guild.installed):
            raise ApiError(*MISSING_ACCESS)
        return channel

    async def open_dm(self, request: web.Request) -> web.Response:
        user_id = int((await request.json())["recipient_id"])
        user = next((u for u in self._d.users if u.id == user_id), None)
        if user is None:
            raise ApiError(404, 10013, "Unknown User")
        return reply(self._d.dm(user).json())

    async def get_channel(self, request: web.Request) -> web.Response:
        return reply(self._channel(request).json())

    async def typing(self, request: web.Request) -> web.Response:
        self._channel(request)
        return web.Response(status=204)

    async def send(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        if channel.user is not None and not channel.user.takes_dms:
            raise ApiError(*NO_DMS)
        payload, files = await read_form(request, self._d.upload_limit(channel))
        if payload.get("enforce_nonce"):
            for message in self._d.all_messages.values():
                if message.channel is channel and message.nonce == payload["nonce"]:
                    return reply(message.json())
        return reply((await self._post(channel, payload, files)).json())

    async def channel_message(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        message = self._d.all_messages.get(int(request.match_info["message"]))
        # Nobody reaches an ephemeral message through its channel.
        if message is None or message.deleted or message.channel is not channel or message.ephemeral:
            raise ApiError(*UNKNOWN_MESSAGE)
        if request.method == "PATCH" and message.author is not self._d.bot:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        return await self._act_on(message, request)

    async def cdn(self, request: web.Request) -> web.Response:
        found = self._d.attachments.get(int(request.match_info["id"]))
        if found is None or found.name != request.match_info["name"] or str(request.url) != found.url:
            return web.Response(status=404, text="This content is no longer available.")
        if self._d.now() > found.expires_at:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=found.data, content_type=found.json()["content_type"] or "application/octet-stream")

    # messages

    async def _act_on(self, message: Message, request: web.Request) -> web.Response:
        if request.method == "DELETE":
            message.deleted = True
            await self._d.changed()
            return web.Response(status=204)
        if request.method == "PATCH":
            payload, files = await read_form(request, self._d.upload_limit(message.channel))
            await self._edit(message, payload, files)
        return reply(message.json())

    async def _post(
        self, channel: Channel, payload: dict[str, Any], files: Files, interaction: Interaction | None = None
    ) -> Message:
        if channel.deleted:
            raise ApiError(*UNKNOWN_CHANNEL)
        attachments = self._d.attach(channel, payload.get("attachments"), files)
        check_message(payload, attachments)
        content, flags = payload.get("content") or "", int(payload.get("flags") or 0)
        if not content and not attachments and not flags & LOADING:
            raise ApiError(400, 50006, "Cannot send an empty message")
        reference = payload.get("message_reference") or {}
        message = Message(
            id=self._d.new_id(),
            channel=channel,
            author=self._d.bot,
            history=[Version(self._d.now(), content, tuple(attachments), payload.get("components") or [])],
            flags=flags,
            seen_by=interaction.user if interaction and flags & EPHEMERAL else None,
            reply_to=self._d.all_messages.get(int(reference.get("message_id") or 0)),
            allowed_mentions=payload.get("allowed_mentions"),
            nonce=payload.get("nonce"),
            interaction=interaction,
        )
        self._d.all_messages[message.id] = message
        await self._d.changed()
        return message

    async def _edit(self, message: Message, payload: dict[str, Any], files: Files) -> None:
        last = message.history[-1]
        kept = last.attachments if payload.get("attachments") is None and not files else ()
        attachments = [*kept, *self._d.attach(message.channel, payload.get("attachments"), files, last.attachments)]
        check_message(payload, attachments)
        content = (payload["content"] or "") if "content" in payload else last.content
        components = (payload["components"] or []) if "components" in payload else last.components
        if not content and not attachments:
            raise ApiError(400, 50006, "Cannot send an empty message")
        message.flags &= ~LOADING
        message.allowed_mentions = payload.get("allowed_mentions", message.allowed_mentions)
        message.history.append(Version(self._d.now(), content, tuple(attachments), components))
        await self._d.changed()
