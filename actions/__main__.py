"""python -m actions: rasa_sdk's action server, with the models loaded before it listens.

So an open port means that a question can be answered, as with Rasa itself; the plain
`python -m rasa_sdk` would load them while the first citizen waits.
"""

from __future__ import annotations

import logging
import os


def main() -> None:
    from rasa_sdk import utils
    from rasa_sdk.endpoint import run

    from actions.service import knowledge_service

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    utils.update_sanic_log_level()
    knowledge_service()
    run("actions", int(os.environ["ACTION_PORT"]))


if __name__ == "__main__":  # rasa_sdk imports this module, too
    main()
