"""Control over HTTP, for tests in another process and for people.

POST /control/say    {"person": "An", "text": "xin chào"}     -> {"chat_id", "update_id"}
POST /control/press  {"person": "An", "message_id", "title"}  -> {"update_id"}
POST /control/push   {"update_id": …, "message": {…}}         any update
POST /control/fail   {"method": "sendMessage", "status": 502, "times": 2}
GET  /control/shown?person=An                                 what is on the screen
GET  /control/calls?method=sendMessage                        what the bot called
"""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from tests.telegram_server.people import Chat
from tests.telegram_server.state import State


def add_control(application: web.Application, state: State) -> None:
    people: dict[str, Chat] = {}

    def chat(name: str) -> Chat:
        if name not in people:
            people[name] = state.person(name)
        return people[name]

    async def say(request: web.Request) -> web.Response:
        body = await request.json()
        writer = chat(body.get("person", "An"))
        return web.json_response({"chat_id": writer.id, "update_id": writer.send(body["text"])})

    async def press(request: web.Request) -> web.Response:
        body = await request.json()
        presser = chat(body.get("person", "An"))
        shown = state.messages.get((presser.id, body["message_id"]))
        try:
            update_id = presser.press(shown, body["title"])
        except (AttributeError, KeyError) as error:
            return web.json_response({"error": str(error)}, status=404)
        return web.json_response({"update_id": update_id})

    async def push(request: web.Request) -> web.Response:
        update = await request.json()
        update.setdefault("update_id", state.next_update_id())
        state.force(update)
        return web.json_response({"update_id": update["update_id"]})

    async def fail(request: web.Request) -> web.Response:
        body = await request.json()
        state.fail(body.pop("method"), **body)
        return web.json_response({})

    async def shown(request: web.Request) -> web.Response:
        seen = chat(request.query.get("person", "An")).shown
        return web.json_response([asdict(message) for message in seen])

    async def calls(request: web.Request) -> web.Response:
        method = request.query.get("method")
        found = [asdict(call) for call in state.calls if method in (None, call.method)]
        return web.json_response(found)

    application.router.add_post("/control/say", say)
    application.router.add_post("/control/press", press)
    application.router.add_post("/control/push", push)
    application.router.add_post("/control/fail", fail)
    application.router.add_get("/control/shown", shown)
    application.router.add_get("/control/calls", calls)
