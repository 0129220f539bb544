"""An emulated Bot API server: our reading of core.telegram.org/bots/api, strict about limits.

    server = TelegramServer(token)      # in the same event loop
    await server.start()                # server.url
    chat = server.person("An")          # somebody who writes to the bot
    chat.send("xin chào")
    answer = await chat.next()          # the bot's message, as the citizen sees it

`python -m tests.telegram_server --port 8081` serves the same with a control API
over HTTP (tests/telegram_server/control.py).
"""

from tests.telegram_server.server import TelegramServer

__all__ = ["TelegramServer"]
