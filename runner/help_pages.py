"""How the command line explains itself: commands and parameters in sections, the program named as called."""

from __future__ import annotations

import copy
from collections.abc import Callable

import click

from runner.program import as_called

# in the order of use; a command that is not named here stands at the end
COMMANDS = {
    "Set up": ("init", "doctor", "deps", "completion"),
    "Plan": ("validate", "fit", "backtest", "calibrate"),
    "Run": ("run", "verify", "history"),
    "Look": ("results", "compare", "fan", "ask", "explain", "inspect"),
    "Hand on": ("report", "export", "docs"),
}
OTHERS = "Others"
_SENTENCE = 150  # longest first sentence of a command


class Group(click.Group):
    """A group whose help lists its commands by section."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; examples in its help name the program as it was called."""
        command = super().get_command(ctx, cmd_name)
        if command is not None and command.help is not None:
            command = copy.copy(command)
            command.help = as_called(command.help or "")
        return command

    def get_help(self, ctx: click.Context) -> str:
        """The page, with the program named as it was called."""
        return as_called(super().get_help(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One section after the other."""
        sections = {name: section for section, names in COMMANDS.items() for name in names}
        rows = {
            name: (name, command.get_short_help_str(_SENTENCE))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        }
        order = [name for names in COMMANDS.values() for name in names]
        names = sorted(rows, key=lambda name: order.index(name) if name in order else len(order))
        write_sections(formatter, [(sections.get(name, OTHERS), rows[name]) for name in names])


def write_sections(formatter: click.HelpFormatter, rows: list[tuple[str, tuple[str, str]]]) -> None:
    """Rows under the name of their section; sections in the order of their first row."""
    for title in dict.fromkeys(section for section, _ in rows):
        with formatter.section(title):
            formatter.write_dl([row for section, row in rows if section == title])


def option_rows(
    ctx: click.Context, options: list[click.Parameter], section_of: Callable[[click.Parameter], str]
) -> list[tuple[str, tuple[str, str]]]:
    """What the help says of each option, beside its section."""
    records = [(section_of(option), option.get_help_record(ctx)) for option in options]
    return [(section, record) for section, record in records if record is not None]
