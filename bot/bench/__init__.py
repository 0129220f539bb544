"""`python -m bot bench`: speed and memory of the real servers."""
