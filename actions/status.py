"""GET /status of the action server: that it answers, and with which index."""

from __future__ import annotations

from typing import Any

from pluggy import HookimplMarker
from sanic import Sanic, response

from actions.service import KnowledgeService


class StatusRoute:
    """A plugin of rasa_sdk, registered by actions/__main__.py."""

    def __init__(self, service: KnowledgeService) -> None:
        self._service = service

    @HookimplMarker("rasa_sdk")
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        async def status(_request: Any) -> response.HTTPResponse:
            return response.json(state(self._service))

        app.add_route(status, "/status", methods=["GET"])


def state(service: KnowledgeService) -> dict[str, Any]:
    """Return size and time (Unix seconds) of the index in service."""
    index = service.current.index
    return {
        "index": {
            "entries": len(index.entries),
            "built_at": service.built_at,
        },
        "pages_with_problems": len(service.problems),
    }
