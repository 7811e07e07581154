"""Test statistics, each as the number of standard deviations that a normal variable would be off."""

import math
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def false_alarm_rate(comparisons: int, bound: float) -> float:
    """The probability, at most, that the worst of so many |z| passes the bound by chance (Bonferroni)."""
    return comparisons * 2 * NormalDist().cdf(-bound)


def chi_square_z(observed: Any, expected: Any, lost: int = 1) -> float:
    """Pearson's chi-square as a z (Wilson and Hilferty 1931); `lost` degrees of freedom are tied."""
    seen, hoped = np.asarray(observed, float).ravel(), np.asarray(expected, float).ravel()
    assert hoped.min() >= 5, "cells too small for a chi-square; pool them"
    return chi_square_as_z(float(((seen - hoped) ** 2 / hoped).sum()), seen.size - lost)


def chi_square_as_z(statistic: float, degrees: int) -> float:
    """A chi-square statistic as the z of the same probability, to within 0.02 from 10 degrees on."""
    spread = 2 / (9 * degrees)
    return float(((statistic / degrees) ** (1 / 3) - (1 - spread)) / math.sqrt(spread))


def kolmogorov_z(draws: Numbers) -> float:
    """Kolmogorov and Smirnov's distance from the uniform distribution, as the z of the same probability."""
    ordered, n = np.sort(draws), draws.size
    steps = np.arange(n + 1) / n
    distance = float(max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max())) * math.sqrt(n)
    tail = 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * distance) ** 2) for k in range(1, 101))
    return -NormalDist().inv_cdf(min(max(tail, 1e-300), 1 - 1e-16) / 2)


def binomial_z(observed: Any, probabilities: Numbers, groups: NDArray[Any] | None = None) -> Numbers:
    """Successes against the sum of their probabilities, per group or of all."""
    labels = np.zeros(len(probabilities), int) if groups is None else groups
    _, index = np.unique(labels, return_inverse=True)
    mean = np.bincount(index, probabilities)
    spread = np.sqrt(np.bincount(index, probabilities * (1 - probabilities)))
    z: Numbers = (np.bincount(index, np.asarray(observed, float)) - mean) / spread
    return z
