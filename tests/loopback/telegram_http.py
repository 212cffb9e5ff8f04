"""The Bot API's HTTP face: /bot<token>/METHOD and /file/bot<token>/PATH."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback.telegram_limits import ApiLimits
from tests.loopback.telegram_methods import Methods
from tests.loopback.telegram_params import UPLOAD_LIMIT, ApiError, Params, read_params
from tests.loopback.telegram_world import Doc, World


@dataclass(frozen=True)
class Call:
    """One call that was answered: what came in, the whole answer as it went out, and when (`time.perf_counter`)."""

    method: str
    params: Params
    status: int
    answer: Doc
    at: float = field(default_factory=time.perf_counter)


class BotApi:
    """Routes calls to the methods, and keeps every call with its answer in `calls`."""

    def __init__(self, token: str, world: World, limits: ApiLimits) -> None:
        self.token = token
        self.world = world
        self.limits = limits
        self.methods = Methods(world, limits)
        self.calls: list[Call] = []

    def application(self) -> web.Application:
        app = web.Application(client_max_size=UPLOAD_LIMIT + 65_536)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        params = Params({})
        try:
            params = await read_params(request)
            result = await self._result(request.match_info["token"], name, params)
            status, answer = 200, {"ok": True, "result": result}
        except ApiError as error:
            status = error.code
            answer: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                answer["parameters"] = error.parameters
        self.calls.append(Call(name, params, status, json.loads(json.dumps(answer))))
        response = web.json_response(answer, status=status)
        if status == 413:
            response.force_close()
        return response

    async def _result(self, token: str, name: str, params: Params) -> Any:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        method = getattr(self.methods, name, None)
        if method is None or name.startswith("_") or not name[0].islower() or "_" in name:
            raise ApiError(404, "Not Found: method not found")
        await self.limits.pass_gate(name)
        self.limits.check_method(name)
        return await method(params)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            raise web.HTTPUnauthorized()
        if self.limits.trickle:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b"x")
                await asyncio.sleep(0.05)
        for stored in self.world.files.values():
            if stored.path == request.match_info["path"]:
                return web.Response(body=stored.data, content_type="application/octet-stream")
        raise web.HTTPNotFound()
