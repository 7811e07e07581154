"""Where the program begins: Ctrl-C and `kill` are guarded before anything else is imported."""

import os
import sys

from runner.publish import signals

if __name__ == "__main__":
    signals.guard(early=True)

from runner.cli import main


def start() -> int:
    """Run the command line under the guard and return its exit code."""
    signals.guard()
    code = main()
    if signals.is_due():  # where the interrupt passed through exec() of text, Python would end itself by SIGINT
        sys.stdout.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    raise SystemExit(start())
