"""Where the program begins: Ctrl-C and `kill` are guarded before anything else is imported."""

from runner.publish import signals

if __name__ == "__main__":
    signals.guard(early=True)

from runner.cli import main


def start() -> int:
    """Run the command line under the guard and return its exit code."""
    signals.guard()
    return main()


if __name__ == "__main__":
    raise SystemExit(start())
