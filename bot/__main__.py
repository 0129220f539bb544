"""python -m bot <command>"""

from bot.cli import app

app()
