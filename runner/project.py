"""Where the dbt project is: the directory that holds `runner/`."""

from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
