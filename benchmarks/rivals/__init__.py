"""Workload W written by hand: the same rules, the same draws, the same snapshot, each with the tools of its kind."""
