"""What the machine has too little of, in words people can act on: disk space and memory."""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from runner.errors import EnvironmentProblem, RunFailed

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_SPACE = re.compile("|".join(re.escape(os.strerror(number)) for number in _FULL))
_NO_ROOM_TO_SPILL = re.compile(r"max_temp_directory_size|failed to offload data block")
_NO_MEMORY = re.compile(r"Out of Memory Error|OutOfMemoryException|Cannot allocate memory|MemoryError")
_QUOTED_PATH = re.compile(r'(?:file|directory) "([^"]+)"')


@contextmanager
def limits_explained() -> Iterator[None]:
    """Inside, a failure for want of space or memory becomes an EnvironmentProblem that says so.

    A log that cannot be written is no reason for traces on stderr, which Python's logging prints by default.
    """
    traces, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        yield
    except RunFailed as error:
        problem = machine_problem(error.message)
        if problem is None:
            raise
        raise problem from error
    except MemoryError as error:
        raise EnvironmentProblem("not enough memory", hint="give a smaller --memory-limit") from error
    except OSError as error:
        problem = disk_problem(error)
        if problem is None:
            raise
        raise problem from error
    finally:
        logging.raiseExceptions = traces


def machine_problem(text: str) -> EnvironmentProblem | None:
    """The problem that a message of DuckDB, dbt or Python tells of, if it is one of these."""
    first = next((line.strip() for line in text.splitlines() if _says_why(line)), "")
    first = first.removeprefix("dbt could not start: ")
    if _NO_SPACE.search(text):
        found = _QUOTED_PATH.search(text)
        where = f" at {found.group(1)}" if found else ""
        return EnvironmentProblem(
            f"the disk is full{where}: {first}",
            hint="free space, or put the file (--database) or what is spilled (--temp-directory) elsewhere",
        )
    if _NO_ROOM_TO_SPILL.search(text):
        return EnvironmentProblem(
            f"no room for what does not fit into memory: {first}",
            hint="give a --temp-directory with more space, or a larger --memory-limit",
        )
    if _NO_MEMORY.search(text):
        return EnvironmentProblem(
            f"not enough memory: {first}",
            hint="give a larger --memory-limit, or fewer --threads",
        )
    return None


def disk_problem(error: OSError) -> EnvironmentProblem | None:
    """The same of an error of Python's."""
    if error.errno not in _FULL:
        return None
    where = f' file "{error.filename}"' if error.filename else ""
    return machine_problem(f"{error.strerror}{where}")


def _says_why(line: str) -> bool:
    return any(pattern.search(line) for pattern in (_NO_SPACE, _NO_ROOM_TO_SPILL, _NO_MEMORY))
