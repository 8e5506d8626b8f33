"""Scenarios by name."""
import numpy as np

SCENARIOS = {}


def scenario(*names):
    def enter(make):
        for name in names:
            SCENARIOS[name] = make
        return make
    return enter


def make(name, seed):
    """The recording of a scenario and a seed."""
    return SCENARIOS[name](np.random.default_rng(seed), name)
