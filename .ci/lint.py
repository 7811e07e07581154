"""sqlfluff, for which Python looks for garbage seldom: each tree is of use until its file is done, and looking took a third."""

import gc

gc.set_threshold(100_000, 50, 50)  # its processes run these lines too, as they import the main module

if __name__ == "__main__":
    from sqlfluff.cli.commands import cli

    cli()
