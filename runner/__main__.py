try:  # noqa: D100
    from runner.cli import main
except KeyboardInterrupt:  # before anything could be set up for it
    raise SystemExit(130) from None

raise SystemExit(main())
