"""One REST call: a message or a payload to Rasa's channel, its replies back."""

from __future__ import annotations

import asyncio
import time

import httpx

from bot.telegram.messages import Reply

WEBHOOK = "/webhooks/vneid/webhook"
READY = "/webhooks/vneid/"  # 503 while Rasa's action server is away
TRIES = 3
_PAUSE_S = 0.5  # before the second try; twice that before the third
_PROBE_S = 1.0


class RasaDown(Exception):
    """Nobody listens, or the connection broke: Rasa or its actions start, or were killed."""


class RasaFailed(Exception):
    """Rasa listens but gave no usable reply in TRIES tries."""


class RasaClient:
    """Bounded in parallel. A repeated question carries the same update_id."""

    def __init__(self, url: str, parallel: int, timeout_s: float) -> None:
        timeout = httpx.Timeout(timeout_s, connect=2.0, pool=None)
        # Rasa's server closes idle connections after 5 s; an older one must not be reused.
        limits = httpx.Limits(keepalive_expiry=3.0)
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=timeout,
            limits=limits,
            trust_env=False,  # no proxy on the way to the next process
            verify=url.startswith("https"),  # else certificates would be read for nothing
        )
        self._slots = asyncio.Semaphore(parallel)
        self._probe: asyncio.Task[None] | None = None

    async def ask(
        self,
        sender: str,
        update_id: int,
        message: str | None = None,
        payload: str | None = None,
    ) -> list[Reply]:
        """Return at least one reply to a typed `message` or to an intent `payload`.

        Raises:
            RasaDown: wait until it is up and ask again.
            RasaFailed: it was asked TRIES times.
        """
        body: dict[str, object] = {"sender": sender, "metadata": {"update_id": update_id}}
        body |= {"message": message} if payload is None else {"payload": payload}
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE_S * attempt)
            try:
                async with self._slots:
                    response = await self._client.post(WEBHOOK, json=body)
            except httpx.TimeoutException as error:
                if isinstance(error, httpx.ConnectTimeout):
                    raise RasaDown from error
                continue
            except httpx.TransportError as error:
                raise RasaDown from error
            except httpx.HTTPError:
                continue
            if response.status_code == 503:
                raise RasaDown
            if replies := read_replies(response):
                return replies
        raise RasaFailed

    async def is_up(self) -> bool:
        """Tell whether questions would be answered now."""
        state = await self.state()
        return state is not None and state.get("ready") is True

    async def answers(self) -> bool:
        """Tell whether Rasa is there, with or without its action server."""
        return await self.state() is not None

    async def has_actions(self) -> bool:
        """Tell whether Rasa's action server is there, or cannot be asked about."""
        state = await self.state()
        return state is None or state.get("ready") is True

    async def state(self) -> dict | None:
        """Return what Rasa tells of itself, its actions and their index; None if it is away."""
        try:
            state = (await self._client.get(READY, timeout=4.0)).json()
        except (httpx.HTTPError, ValueError):
            return None
        return state if isinstance(state, dict) else None

    async def wait_until_up(self, wait_s: float) -> bool:
        """Wait at most `wait_s`; however many wait, one of them asks."""
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(self._probe_until_up())
        try:
            await asyncio.wait_for(asyncio.shield(self._probe), wait_s)
        except asyncio.TimeoutError:
            return False
        return True

    async def close(self) -> None:
        if self._probe is not None:
            self._probe.cancel()
        await self._client.aclose()

    async def _probe_until_up(self) -> None:
        while True:
            began = time.monotonic()
            if await self.is_up():
                return
            await asyncio.sleep(max(0.0, _PROBE_S - (time.monotonic() - began)))


def read_replies(response: httpx.Response) -> list[Reply]:
    """Return what can be shown of a response; [] if it is an error or nonsense."""
    if response.status_code != 200:
        return []
    try:
        items = response.json()
    except ValueError:
        return []
    replies = [_read_reply(item) for item in items] if isinstance(items, list) else []
    return [reply for reply in replies if reply is not None]


def _read_reply(item: object) -> Reply | None:
    if not isinstance(item, dict):
        return None
    text, custom, buttons = item.get("text"), item.get("custom"), item.get("buttons")
    text = text if isinstance(text, str) else ""
    custom = custom if isinstance(custom, dict) else {}
    pairs = tuple(
        (button["title"], button["payload"])
        for button in (buttons if isinstance(buttons, list) else [])
        if isinstance(button, dict)
        and isinstance(button.get("title"), str)
        and isinstance(button.get("payload"), str)
    )
    return Reply(text, pairs, custom) if text.strip() or pairs or custom else None
