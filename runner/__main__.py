from runner.start import start  # noqa: D100

raise SystemExit(start())
