"""Where the program begins: Ctrl-C and `kill` are guarded before anything else is imported."""

import os
import sys
from contextlib import suppress

from runner.publish import signals

if __name__ == "__main__":
    signals.guard(early=True)

from runner.cli import main


def start() -> int:
    """Run the command line under the guard and return its exit code."""
    signals.guard()
    sys.warnoptions.append("ignore:resource_tracker")  # in the process that frees what a run leaves that is ended
    code = 0
    with suppress(KeyboardInterrupt):  # that came before `main` could hear it
        code = main()
    if signals.is_due():  # at once: threads of an engine would not end, and after exec() of text Python ends itself by SIGINT
        sys.stdout.flush()
        os._exit(signals.exit_code())
    return code


if __name__ == "__main__":
    raise SystemExit(start())
