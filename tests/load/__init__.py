"""Load, soak and fuzz runs of the whole assistant: `python -m tests.load --help`."""
