#!/usr/bin/env bash
# Makes the virtual environment .venv with all that the project and its tests need, in the versions of constraints.txt.
# Run again, it only brings it up to date.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[dev]'
.venv/bin/python -m runner deps
