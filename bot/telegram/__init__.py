"""The Telegram connector: a program of its own that talks to Rasa over HTTP."""
