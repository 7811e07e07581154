"""Files are written whole or not at all, and a disk or memory that is full is told in words."""

import errno
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.errors import EnvironmentProblem, InputError, RunFailed, printable

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_LIMITS = {  # pattern of a message: problem and hint
    "|".join(re.escape(os.strerror(number)) for number in _FULL): (
        "the disk is full",
        "To free space, delete files, or put the file (--database) or what is spilled (--temp-directory) elsewhere.",
    ),
    "max_temp_directory_size|failed to offload data block": (
        "no room for what does not fit into memory",
        "Give a --temp-directory with more space, or a larger --memory-limit.",
    ),
    "Out of Memory Error|OutOfMemoryException|Cannot allocate memory|MemoryError": (
        "not enough memory",
        "Give a larger --memory-limit, or fewer --threads.",
    ),
}


def output_path(text: str | Path) -> Path:
    """The absolute path of a file to write, checked before the long work."""
    try:
        if printable(str(text)) != str(text):  # nor can pyarrow open half a character
            raise ValueError("it has a character that cannot be printed")
        path = Path(text).expanduser().absolute()
        if path.exists() and not path.is_file():
            what = "a directory" if path.is_dir() else "a pipe or a device"
            raise InputError(f"{printable(str(path))}: is {what}. Must be a file.", "Give another path.")
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{printable(str(text))}: is not a path: {error}.", "Give another path.") from error
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to. The file takes its place at the end, or nothing changes when there is an error."""
    path = output_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".planwise-", ignore_cleanup_errors=True) as folder:
            part = Path(folder) / path.name
            yield part
            write_through(part)
            part.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "The former file is unchanged. Make room, or give another path."
        raise explain_disk(error) or EnvironmentProblem(f"{path}: cannot be written ({reason}).", hint) from error


def write_whole(path: Path, content: str | bytes) -> None:
    with whole_file(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def write_through(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Windows has no such call for folders."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def explain_limit(text: str) -> EnvironmentProblem | None:
    """The problem that a message of DuckDB, dbt or Python tells of, if it is about space or memory."""
    for pattern, (problem, hint) in _LIMITS.items():
        for line in text.splitlines():
            if re.search(pattern, line):
                return EnvironmentProblem(f"{problem}: {line.strip().removeprefix('dbt could not start: ')}", hint)
    return None


def explain_disk(error: OSError) -> EnvironmentProblem | None:
    return explain_limit(f"{os.strerror(error.errno)}: {error.filename}") if error.errno in _FULL else None


@contextmanager
def limits_explained() -> Iterator[None]:
    """Turn a failure for want of space or memory into an EnvironmentProblem. A log that cannot be written is silent."""
    traces, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        yield
    except OSError as error:
        raise explain_disk(error) or error from error
    except (RunFailed, MemoryError) as error:
        raise explain_limit(f"{type(error).__name__}: {error}") or error from error
    finally:
        logging.raiseExceptions = traces
