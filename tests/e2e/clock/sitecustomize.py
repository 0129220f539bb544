"""First on a program's PYTHONPATH: its wall clock is ahead by the seconds in $CLOCK_FILE.

Python runs this module at the start, before any other module can take hold of time.time.
Monotonic time, on which waiting and timeouts rest, goes on as when a machine's clock is set.
"""

import os
import time

_LOOK_EVERY_S = 0.05
_real, _monotonic = time.time, time.monotonic
_file = os.environ.get("CLOCK_FILE", "")
_ahead_s, _looked_at = 0.0, float("-inf")


def _time() -> float:
    global _ahead_s, _looked_at
    if _monotonic() - _looked_at > _LOOK_EVERY_S:
        _looked_at = _monotonic()
        try:
            with open(_file, encoding="ascii") as file:
                _ahead_s = float(file.read())
        except OSError:
            _ahead_s = 0.0
    return _real() + _ahead_s


if _file:
    time.time = _time
