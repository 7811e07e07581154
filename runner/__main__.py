"""Where the program begins: Ctrl-C and `kill` are guarded before anything else is imported."""

import atexit
import gc
import os
import sys
from contextlib import suppress

from runner.publish import signals

if __name__ == "__main__":
    signals.guard(early=True)

from runner.cli import main


def start() -> int:
    """Run the command line under the guard and end with its exit code."""
    signals.guard()
    sys.warnoptions.append("ignore:resource_tracker")  # in the process that frees what a run leaves that is ended
    gc.disable()  # what a run leaves goes with the process
    code = 0
    with suppress(KeyboardInterrupt):  # that came before `main` could hear it
        code = main()
    if not signals.is_due():
        atexit._run_exitfuncs()
    with suppress(OSError):
        sys.stdout.flush()
    # at once: Python would free all objects first, a twentieth of a run, or wait for threads of an engine after a signal
    os._exit(signals.exit_code() if signals.is_due() else code)


if __name__ == "__main__":
    start()
