"""Makes a panel ready for the command backtest: python prepare.py NAME FOLDER_OF_THE_DATA FOLDER_TO_MAKE."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
FILES = {
    "baltimore": "baltimore_city_panel_fy2011_2017.csv.gz",
    "iowa": "iowa_state_university_panel_2008_2018.csv.gz",
    "mfg": "mfg_10year_termination.csv.gz",
    "new_mexico": "new_mexico_panel_2013_2017.csv.gz",
}


def prepare(name: str, data: Path, folder: Path) -> Path:
    """Write the panel, its bands, levels and configuration into the folder; gives the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set variable panel = ?", [str(data / FILES[name])])
        connection.execute(f"copy ({(HERE / f'{name}.sql').read_text()}) to '{folder}/{name}.csv' (header)")
    for file in HERE.glob(f"{name}*"):
        if file.suffix in (".csv", ".yml"):
            shutil.copy(file, folder)
    return folder / f"{name}.yml"


if __name__ == "__main__":
    print(prepare(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
