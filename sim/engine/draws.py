"""Random draws: every number is a function of what it decides, not of what was drawn before.

A draw is keyed by (seed, agent, year, decision), so adding an agent or a policy
shifts nobody else's draws, and two policies run with one seed differ only by
what the policies changed. The mixing function is the finaliser of splitmix64
(Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators).
"""

from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.engine import loops
from sim.engine.kernels import compiled

_ALL_BITS = (1 << 64) - 1
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def _word(number: int) -> np.ndarray:
    """64 bits as an array of no dimensions, the form in which numpy is fastest."""
    return np.array(number, dtype=np.uint64)


_GOLDEN64, _FIRST64, _SECOND64 = map(_word, (_GOLDEN, _FIRST, _SECOND))
_S12, _S27, _S30, _S31 = map(_word, (12, 27, 30, 31))
_ONE = _word(0x3FF0000000000000)  # the bits of 1.0
_ALMOST_ONE = np.array(1 - 2.0**-53)
OWN_BITS = 52  # of an agent's number; the bits above tell replicates side by side apart
OWN = (1 << OWN_BITS) - 1
_KNOTS, _TAIL = 4096, 8  # knots of the normal quantile, and of them those taken as tails
_QUANTILES = ndtri(np.clip(np.arange(_KNOTS + 1) / _KNOTS, 1e-9, 1 - 1e-9))
_STEPS = np.diff(_QUANTILES)
_STARTS = _QUANTILES[:-1] - np.arange(_KNOTS) * _STEPS  # of the line from each knot, at 0


def _mix(bits: Any) -> Any:
    """Scramble 64-bit numbers: a Python integer, or an array of uint64 in place."""
    if isinstance(bits, int):
        bits = ((bits ^ bits >> 30) * _FIRST) & _ALL_BITS
        bits = ((bits ^ bits >> 27) * _SECOND) & _ALL_BITS
        return bits ^ bits >> 31
    bits ^= bits >> _S30
    bits *= _FIRST64
    bits ^= bits >> _S27
    bits *= _SECOND64
    bits ^= bits >> _S31
    return bits


@cache
def _decision_code(decision: str) -> int:
    return int.from_bytes(blake2b(decision.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=1024)  # a few years' decisions
def _stream(seed: int, year: int, decision: str) -> int:
    """One 64-bit number for all draws of a decision in a year."""
    start = _mix((seed * _GOLDEN + _decision_code(decision)) & _ALL_BITS)
    return int(_mix((start + (year + 1_000) * _GOLDEN) & _ALL_BITS))


def uniform(seed: int, agent: Any, year: int, decision: str, about: Any = None) -> Any:
    """Numbers evenly spread over (0, 1), one for each agent.

    Parameters
    ----------
    seed : int, the seed of the run; or, of replicates side by side, a tuple of theirs, and the
        numbers of agents tell of which of them each is: see :func:`in_replicate`.
    agent : int or array of int, who decides (``unique_id``).
    year, decision : when, and what is decided.
    about : int or array of int, what the decision is about where one agent
        draws for several things (a teacher for each school that advertises);
        broadcasts against ``agent``.

    Returns
    -------
    float or float64 array of the shape of ``agent`` (broadcast with ``about``).
    The same key gives the same number, whatever else is drawn.
    """
    number, stream = _place(seed, agent, int(year), decision)
    if about is not None:  # a stream of its own for each agent, and a place in it for each thing
        number, stream = about, _mix(_keyed(number, stream))
    if not isinstance(number, np.ndarray) and isinstance(stream, int):
        # Not a Python float, which numpy would round to compare it with a chance of 32 bits.
        return np.float64(((_mix(_keyed(number, stream)) >> 12) + 0.5) * 2.0**-52)
    places, streams = np.asarray(number, dtype=np.int64), np.asarray(stream, dtype=np.uint64)
    if places.ndim and streams.shape in ((), places.shape[-1:]):  # one for all, or each its own
        return _spread(places, streams.reshape(-1))
    places, streams = np.broadcast_arrays(places, streams)
    return _spread(places.ravel(), streams.ravel()).reshape(places.shape)


def _place(seed: Any, agent: Any, year: int, decision: str) -> tuple[Any, Any]:
    """The place of each in a stream of draws, and the stream, of each replicate its own."""
    if not isinstance(seed, tuple):
        return agent, _stream(int(seed), year, decision)
    if not isinstance(agent, np.ndarray):
        return agent & OWN, _stream(seed[agent >> OWN_BITS], year, decision)
    return agent & OWN, _streams(seed, year, decision).take(agent >> OWN_BITS)


@lru_cache(maxsize=1024)
def _streams(seeds: tuple[int, ...], year: int, decision: str) -> np.ndarray:
    """As :func:`_stream`, of each seed."""
    start = _mix(np.array(seeds, dtype=np.uint64) * _GOLDEN64 + _word(_decision_code(decision)))
    return _mix(start + _word((year + 1_000) * _GOLDEN & _ALL_BITS))


def in_replicate(number: Any, replicate: Any) -> Any:
    """The number, among those of replicates side by side, of an agent of one of them."""
    return number | (replicate << OWN_BITS)


@compiled(loops.spread)
def _spread(number: np.ndarray, streams: np.ndarray) -> np.ndarray:
    """Numbers between 0 and 1 by place, (..., n), in one stream, (1,), or in n streams, (n,)."""
    bits = _mix(_keyed(number, streams))
    # 52 random bits as the fraction of a float in [1, 2), moved to the middle of their step:
    # the same number as of a single key without converting integers, and never exactly 0 or 1.
    bits >>= _S12
    bits |= _ONE
    numbers: np.ndarray = bits.view(np.float64)
    numbers -= _ALMOST_ONE
    return numbers


def normal(seed: int, agent: Any, year: int, decision: str, about: Any = None) -> Any:
    """Standard normal numbers, keyed like :func:`uniform`."""
    return quantile(uniform(seed, agent, year, decision, about))


def quantile(chance: Any) -> Any:
    """The quantiles of a standard normal, to 0.0005: between knots, and exact in the tails.

    Three times as fast as computing each, which would be a tenth of the time of a year.
    """
    chances = np.asarray(chance)
    found, tail = _between_knots(chances.ravel(), _STEPS, _STARTS, _TAIL)
    found[tail] = ndtri(chances.ravel()[tail])
    return found.reshape(chances.shape)[()]


@compiled(loops.between_knots)
def _between_knots(
    chance: np.ndarray, steps: np.ndarray, starts: np.ndarray, tail: int
) -> tuple[np.ndarray, np.ndarray]:
    """Values on the line between two knots, and where those in the ``tail`` knots are."""
    at = chance * len(steps)
    knot = at.astype(np.int64)
    found = at * steps.take(knot)
    found += starts.take(knot)
    return found, ((knot < tail) | (knot >= len(steps) - tail)).nonzero()[0]


def _keyed(number: Any, stream: Any) -> Any:
    if not isinstance(number, np.ndarray) and isinstance(stream, int):
        return (int(number) * _GOLDEN + stream) & _ALL_BITS
    keyed = np.asarray(number, dtype=np.int64).view(np.uint64) * _GOLDEN64
    return keyed + (_word(stream) if isinstance(stream, int) else stream)


def replicate_seed(seed: int, replicate: int) -> int:
    """The seed of one replicate of an ensemble; neighbouring seeds share no replicate."""
    return _stream(seed, replicate, "replicate") >> 1
