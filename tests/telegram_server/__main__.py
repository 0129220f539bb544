"""python -m tests.telegram_server --port 8081"""

from __future__ import annotations

import argparse
import asyncio

from tests.telegram_server.server import TOKEN, TelegramServer


async def main() -> None:
    parser = argparse.ArgumentParser(description="Emulated Telegram Bot API server")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    arguments = parser.parse_args()
    server = TelegramServer(arguments.token, port=arguments.port)
    await server.start()
    print(
        f"TELEGRAM_BASE_URL={server.url}", f"TELEGRAM_TOKEN={arguments.token}", sep="\n", flush=True
    )
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
