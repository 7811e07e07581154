"""`compare`, `fan` and `ask`: what scenarios differ by, how far replications spread, and the questions of analysts."""

from runner.scenarios.ask import ask
from runner.scenarios.compare import compare, fan

__all__ = ["ask", "compare", "fan"]
