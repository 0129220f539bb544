"""The action server: python -m actions --actions actions --port 5055.

rasa_sdk's own server, with the knowledge loaded before the port opens, so that the first
citizen does not wait for it and an open port means ready.
"""

if __name__ == "__main__":
    from rasa_sdk.__main__ import main
    from rasa_sdk.plugin import plugin_manager

    from actions.service import knowledge_service
    from actions.status import StatusRoute

    plugin_manager().register(StatusRoute(knowledge_service()))
    main()
