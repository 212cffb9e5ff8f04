"""The loopback Discord's gateway: HELLO, IDENTIFY, heartbeats, READY, RESUME, and its ways to fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.loopback.discord import LoopbackDiscord

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
WRONG_TOKEN, NOT_AUTHENTICATED = 4004, 4003


@dataclass(eq=False)
class Session:
    """A bot's session. It outlives its socket: events are kept until a RESUME asks for them."""

    id: str
    intents: int
    socket: Socket | None = None
    shard: tuple[int, int] = (0, 1)
    """Its number, and how many there are: it hears of every so-many-th server, and the first of direct chats."""
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def live(self) -> bool:
        return self.socket is not None

    def hears_of(self, guild_id: int) -> bool:
        """Of this server's events, or with 0 of what happens in none."""
        number, count = self.shard
        return (guild_id >> 22) % count == number


class Socket:
    """One websocket: text frames, or one zlib stream over the connection when the client asks for it."""

    def __init__(self, ws: web.WebSocketResponse, compress: str) -> None:
        self.ws = ws
        self._deflate = zlib.compressobj() if compress == "zlib-stream" else None

    async def send(self, frame: dict[str, Any]) -> None:
        text = json.dumps(frame)
        with contextlib.suppress(ConnectionError, RuntimeError):
            if self._deflate is None:
                await self.ws.send_str(text)
            else:
                data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.ws.send_bytes(data)


class Gateway:
    """Sessions and their sockets. `dispatch` reaches every session, connected or waiting to resume."""

    def __init__(self, discord: LoopbackDiscord, heartbeat: float = 41.25) -> None:
        self._discord = discord
        self.heartbeat = heartbeat
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self.queries: list[dict[str, str]] = []
        self._lock = asyncio.Lock()

    @property
    def live(self) -> list[Session]:
        return [s for s in self.sessions.values() if s.live]

    async def dispatch(self, event: str, data: dict[str, Any], needs: int = 0) -> None:
        """Send an event to every session of its shard whose intents hold all bits of `needs`."""
        guild_id = int(data.get("guild_id") or (data["id"] if event.startswith("GUILD_") else 0))
        async with self._lock:
            for session in list(self.sessions.values()):
                if session.intents & needs == needs and session.hears_of(guild_id):
                    frame = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
                    session.events.append(frame)
                    if session.socket is not None:
                        await session.socket.send(frame)

    async def drop(self, shard: int | None = None) -> None:
        """Cut every socket, or one shard's, without a word; the sessions stay to be resumed."""
        for session in [s for s in self.live if shard in (None, s.shard[0])]:
            assert session.socket is not None
            ws, session.socket = session.socket.ws, None
            if ws._req is not None and ws._req.transport is not None:
                ws._req.transport.abort()

    async def reconnect(self) -> None:
        """Ask every bot to come back and resume."""
        for session in self.live:
            assert session.socket is not None
            await session.socket.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every bot that its session is over; without `resumable` it has to identify again."""
        for session in self.live:
            assert session.socket is not None
            if not resumable:
                self.sessions.pop(session.id, None)
            await session.socket.send({"op": INVALID_SESSION, "d": resumable})

    async def close(self) -> None:
        for session in self.live:
            assert session.socket is not None
            await session.socket.ws.close(code=1001)
        self.sessions.clear()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        self.queries.append(dict(request.query))
        socket = Socket(ws, request.query.get("compress", ""))
        await socket.send({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
        session: Session | None = None
        try:
            async for message in ws:
                if message.type is not WSMsgType.TEXT:
                    break
                frame = json.loads(message.data)
                if frame["op"] == HEARTBEAT:
                    self.heartbeats += 1
                    await socket.send({"op": ACK})
                elif frame["op"] == IDENTIFY:
                    session = await self._identify(socket, frame["d"])
                elif frame["op"] == RESUME:
                    session = await self._resume(socket, frame["d"])
                elif session is None:
                    await ws.close(code=NOT_AUTHENTICATED, message=b"Not authenticated.")
        finally:
            if session is not None and session.socket is socket:
                session.socket = None
                await self._discord.changed()
        return ws

    async def _identify(self, socket: Socket, d: dict[str, Any]) -> Session | None:
        if d["token"] != self._discord.token:
            await socket.ws.close(code=WRONG_TOKEN, message=b"Authentication failed.")
            return None
        self.identifies += 1
        discord = self._discord
        number, count = d.get("shard") or (0, 1)
        async with self._lock:
            # A bot that identifies anew has forgotten its old session, so nobody will resume it.
            for old in [s for s in self.sessions.values() if not s.live and s.shard == (number, count)]:
                del self.sessions[old.id]
            session = Session(secrets.token_hex(16), int(d["intents"]), socket, (number, count))
            self.sessions[session.id] = session
            guilds = [g for g in discord.guilds if g.installed and session.hears_of(g.id)]
            ready = {
                "v": 10,
                "user": discord.bot.json(),
                "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
                "session_id": session.id,
                "shard": [number, count],
                "resume_gateway_url": discord.gateway_url,
                "private_channels": [],
                "application": {"id": str(discord.application_id), "flags": 0},
            }
            frames: list[tuple[str, dict[str, Any]]] = [("READY", ready)]
            frames += [("GUILD_CREATE", g.json(discord.bot)) for g in guilds]
            for name, data in frames:
                frame = {"op": DISPATCH, "t": name, "s": len(session.events) + 1, "d": data}
                session.events.append(frame)
                await socket.send(frame)
        await discord.changed()
        return session

    async def _resume(self, socket: Socket, d: dict[str, Any]) -> Session | None:
        session = self.sessions.get(d["session_id"] or "")
        if session is None or d["token"] != self._discord.token:
            await socket.send({"op": INVALID_SESSION, "d": False})
            return None
        self.resumes += 1
        async with self._lock:
            session.socket = socket
            for frame in session.events[int(d["seq"] or 0) :]:
                await socket.send(frame)
            resumed = {"op": DISPATCH, "t": "RESUMED", "s": len(session.events) + 1, "d": {}}
            session.events.append(resumed)
            await socket.send(resumed)
        await self._discord.changed()
        return session
