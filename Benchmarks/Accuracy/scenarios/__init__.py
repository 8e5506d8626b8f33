"""The second simulator's scenarios, by name; each makes a `Rec` from a generator of random numbers."""
# In the order in which the page tells of them; each enters its own.
from . import noise, discharges, rhythms, sustained, foreign, modulated  # noqa: F401
from .registry import SCENARIOS, make

__all__ = ["SCENARIOS", "make"]
