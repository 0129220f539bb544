"""HTTP in front of the methods: tokens, bodies, long polls, faults, webhook calls."""

from __future__ import annotations

import asyncio
import json
import time

from aiohttp import ClientSession, ClientTimeout, web

from tests.telegram_server.control import add_control
from tests.telegram_server.errors import ApiError, bad_request
from tests.telegram_server.methods import METHODS, set_allowed
from tests.telegram_server.people import Chat
from tests.telegram_server.state import Call, Fault, State

TOKEN = "123456789:AAEmulatedBotTokenForTestsOnly_0123456789"
_JSON_FIELDS = ("reply_markup", "allowed_updates", "commands", "reply_parameters", "results")
_JSON_FIELDS += ("link_preview_options", "button", "scope")
_RETRY_WEBHOOK_S = 0.2  # the real one waits longer each time


class TelegramServer:
    """Listens on a free loopback port; everything the bot did is in `state`."""

    def __init__(self, token: str = TOKEN, bot_name: str = "vneid_thu_bot", port: int = 0) -> None:
        self.token = token
        self.state = State(bot_name, int(token.partition(":")[0]))
        self.fail = self.state.fail
        self.called = self.state.called
        self._port = port
        self._runner: web.AppRunner | None = None
        self._delivering: asyncio.Task[None] | None = None

    async def start(self) -> None:
        application = web.Application(client_max_size=20_000_000)
        application.router.add_route("*", "/bot{token}/{method}", self._take)
        add_control(application, self.state)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = site._server.sockets[0].getsockname()[1]
        self._delivering = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        self._delivering.cancel()
        for poll in self.state.polls:
            poll.cancel()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def person(self, name: str = "An", language: str = "vi") -> Chat:
        return self.state.person(name, language)

    def group(self, person: Chat, **more) -> Chat:
        return self.state.group(person, **more)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return web.json_response(ApiError(401, "Unauthorized").body(), status=401)
        call = Call(method, {})
        self.state.calls.append(call)
        try:
            call.parameters = await _parameters(request)
            fault = _next_fault(self.state, method)
            if fault is not None:
                await asyncio.sleep(fault.delay_s)
                if fault.after:
                    await self._answer(call)
                if fault.status != 200:
                    return _broken(request, call, fault)
            body, call.status = {"ok": True, "result": await self._answer(call)}, 200
        except ApiError as error:
            body, call.status = error.body(), error.code
        return web.json_response(body, status=call.status)

    async def _answer(self, call: Call) -> object:
        if call.method == "getUpdates":
            return await self._get_updates(call.parameters)
        if call.method not in METHODS:
            # The real server says 404, which the library takes for a wrong token.
            raise ApiError(501, f"Not Implemented: {call.method} is not emulated")
        return METHODS[call.method](self.state, call.parameters)

    async def _get_updates(self, p: dict) -> list[dict]:
        state = self.state
        if state.webhook.url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        set_allowed(state, p)
        _confirm(state, int(p.get("offset") or 0))
        limit = min(max(int(p.get("limit") or 100), 1), 100)
        for earlier in state.polls:  # the newest poll wins
            if not earlier.done():
                earlier.set_result(None)
        mine = asyncio.get_running_loop().create_future()
        state.polls.append(mine)
        end = time.monotonic() + min(float(p.get("timeout") or 0), 50)
        try:
            while not state.updates and time.monotonic() < end and not mine.done():
                await asyncio.wait(
                    {state.next_change(), mine},
                    timeout=end - time.monotonic(),
                    return_when=asyncio.FIRST_COMPLETED,
                )
        finally:
            state.polls.remove(mine)
        if mine.done():
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return [state.updates[key] for key in sorted(state.updates)][:limit]

    async def _deliver(self) -> None:
        """Call the webhook with what waits, several at once, until each is taken."""
        running: dict[int, asyncio.Task[None]] = {}
        async with ClientSession(timeout=ClientTimeout(total=10)) as client:
            while True:
                running = {key: task for key, task in running.items() if not task.done()}
                free = self.state.webhook.max_connections - len(running)
                if self.state.webhook.url:
                    waiting = [key for key in sorted(self.state.updates) if key not in running]
                    for key in waiting[: max(free, 0)]:
                        running[key] = asyncio.create_task(self._call_webhook(client, key))
                await self.state.wait_for_change(0.05)

    async def _call_webhook(self, client: ClientSession, update_id: int) -> None:
        webhook, update = self.state.webhook, self.state.updates[update_id]
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with client.post(webhook.url, json=update, headers=headers) as response:
                if response.status < 300:
                    self.state.updates.pop(update_id, None)
                    return
                webhook.last_error = f"Wrong response from the webhook: {response.status}"
        except (OSError, asyncio.TimeoutError) as error:
            webhook.last_error = f"Connection failed: {type(error).__name__}"
        except Exception as error:  # aiohttp's client errors
            webhook.last_error = type(error).__name__
        webhook.last_error_at = int(time.time())
        await asyncio.sleep(_RETRY_WEBHOOK_S)


def _confirm(state: State, offset: int) -> None:
    if offset < 0:
        keep = sorted(state.updates)[offset:]
        for key in set(state.updates) - set(keep):
            del state.updates[key]
    for key in [key for key in state.updates if 0 < offset and key < offset]:
        del state.updates[key]


def _next_fault(state: State, method: str) -> Fault | None:
    for name in (method, "*"):
        waiting = state.faults[name]
        if waiting:
            waiting[0].times -= 1
            return waiting.popleft() if waiting[0].times <= 0 else waiting[0]
    return None


def _broken(request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
    call.status = fault.status
    if fault.status == 0:
        request.transport.abort()
        return web.Response()
    if fault.body is not None:
        return web.Response(text=fault.body, status=fault.status, content_type="text/html")
    more = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
    description = fault.description or f"emulated fault {fault.status}"
    return web.json_response(
        ApiError(fault.status, description, **more).body(), status=fault.status
    )


async def _parameters(request: web.Request) -> dict:
    values: dict = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise bad_request("object expected")
        values |= body
    elif request.can_read_body:
        form = await request.post()
        values |= {
            name: value if isinstance(value, str) else f"<file {value.filename}>"
            for name, value in form.items()
        }
    for name in _JSON_FIELDS:
        if isinstance(values.get(name), str):
            try:
                values[name] = json.loads(values[name])
            except ValueError:
                values[name] = "<no JSON>"
    return values
