"""Invented schools that look like England's: as many as asked for.

England is cut into patches of neighbouring schools; patches are drawn at
random, kept whole, and laid side by side. Within a patch everything is real at
once: rolls, free school meals, results, and who is near whom.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.errors import SettingError
from sim.world.england import england
from sim.world.places import World

MOST_SCHOOLS = 1_000_000
PATCH = 131  # schools, a small authority; large enough that few neighbours are across its edge
PATCH_KM = 700.0  # room for the widest patch, and nobody near the next


@lru_cache(maxsize=8)
def synthetic(schools: int, seed: int = 0) -> World:
    """A world of ``schools`` invented schools, with the joint distribution of England's.

    Each patch is an authority. Raises SettingError outside 1 to 1,000,000.
    """
    if not 1 <= schools <= MOST_SCHOOLS:
        raise SettingError(f"world.schools={schools} is outside 1 to {MOST_SCHOOLS:,} schools")
    real = england()
    cut = patches(np.column_stack([real.easting, real.northing]))
    draws = np.random.default_rng(seed)
    chosen = draws.integers(len(cut), size=-(-schools // min(len(c) for c in cut)))
    source = np.concatenate([cut[patch] for patch in chosen])[:schools]
    sizes = [len(cut[patch]) for patch in chosen]
    authority = np.repeat(np.arange(len(chosen)), sizes)[:schools]
    corner = np.array([[real.easting[c].min(), real.northing[c].min()] for c in cut])[chosen]
    east, north = corner[authority].T
    # Each patch keeps its shape, round a place of its own on a square grid.
    wide = int(np.ceil(np.sqrt(len(chosen))))
    _, authority = np.unique(authority, return_inverse=True)
    return World(
        name="synthetic",
        urn=np.arange(1, schools + 1, dtype=np.int64),
        authority=authority.astype(np.int32),
        authorities=tuple(f"authority {a + 1}" for a in range(int(np.max(authority)) + 1)),
        easting=real.easting[source] - east + PATCH_KM * (authority % wide),
        northing=real.northing[source] - north + PATCH_KM * (authority // wide),
        pupils=real.pupils[source],
        fsm=real.fsm[source],
        ks2_progress=real.ks2_progress[source],
    )


def patches(place: np.ndarray) -> list[np.ndarray]:
    """Cut places (n, 2) into patches of at most ``PATCH``, halving across the longer side."""
    waiting, done = [np.arange(len(place))], []
    while waiting:
        rows = waiting.pop()
        if len(rows) <= PATCH:
            done.append(np.sort(rows))
            continue
        side = int(np.argmax(np.ptp(place[rows], axis=0)))
        along = rows[np.argsort(place[rows, side], kind="stable")]
        waiting += [along[: len(along) // 2], along[len(along) // 2 :]]
    return done
