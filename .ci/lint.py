"""sqlfluff, without two things that took much of its time.

Python looks for no garbage, since each tree is of use until its file is done, and all of them fit into memory. And three
rules of layout each laid the whole file out anew.
"""

import gc
from typing import Any

from sqlfluff.utils.reflow.sequence import ReflowSequence

gc.disable()  # its processes run these lines too, as they import the main module

_lay_out, _last = ReflowSequence.from_root, {}


def _laid_out_once(root: Any, config: Any) -> Any:
    if _last.get("root") is not root:
        _last.update(root=root, sequence=_lay_out(root, config))
    return _last["sequence"]  # rules make other sequences of it


ReflowSequence.from_root = _laid_out_once

if __name__ == "__main__":
    from sqlfluff.cli.commands import cli

    cli()
