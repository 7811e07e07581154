"""Before a plan is run: `fit` and `backtest` learn from past censuses, `calibrate` meets a target."""

from runner.fit.calibration import calibrate
from runner.fit.estimates import fit
from runner.fit.scorecard import backtest

__all__ = ["backtest", "calibrate", "fit"]
