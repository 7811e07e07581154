from runner.cli import main  # noqa: D100

raise SystemExit(main())
