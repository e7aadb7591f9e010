"""What the page holds as data, packed into texts: places, and for each point a few chunks."""

import base64
import gzip
from collections.abc import Sequence

import numpy as np

from sim.workshop.estimates import estimates, futures, quantities
from sim.world import World

QUICK, SMALL = 1, 7  # levels of gzip; at 9 the page is 5% smaller, and takes 20 times as long


def packed(values: np.ndarray) -> str:
    """An array's bytes, compressed, as text that a page can hold."""
    return base64.b64encode(_compressed(values, SMALL)).decode()


def _compressed(values: np.ndarray, level: int) -> bytes:
    return gzip.compress(values.tobytes(), level, mtime=0)


def places(world: World) -> np.ndarray:
    """Where schools are and their roll: uint16, (3, schools); in tens of metres, and pupils."""
    metres = np.rint(np.stack([world.easting, world.northing]) * 100)
    least = metres.min(axis=1, keepdims=True)
    return np.vstack([metres - least, world.pupils[None]]).astype("<u2")


def point_chunks(
    measures: np.ndarray,
    record: np.ndarray,
    base: np.ndarray | None,
    earlier: Sequence[np.ndarray],
    sets: np.ndarray,
) -> dict[str, str]:
    """What the page holds of one point.

    ``futures`` and ``estimates`` as in :mod:`sim.workshop.estimates`, the latter against the
    quantities of ``earlier`` points; ``record`` the recorder's, a text for each plane, which
    may be stored as its difference from ``base``, the record of the first point.
    """
    planes = [
        _shortest(record[:, plane].T, None if base is None else base[:, plane].T)
        for plane in range(record.shape[1])
    ]
    return {
        "futures": packed(futures(measures)),
        "estimates": packed(estimates(earlier, quantities(measures), sets)),
        "record": " ".join(planes),
    }


def _shortest(plane: np.ndarray, base: np.ndarray | None) -> str:
    """A plane of the record, (schools, years), in the shortest of four ways, quickly compressed.

    As it is or (``b``) as it differs from the first point's, and of that each year as it is or
    (``y``) as it differs from the year before: the letters stand in front, after them a colon.
    """
    ways = {"": plane} if base is None else {"": plane, "b": plane ^ base}
    for name, values in list(ways.items()):
        steps = values.copy()
        steps[:, 1:] ^= values[:, :-1]
        ways[f"{name}y"] = steps
    best = min(ways, key=lambda name: len(_compressed(ways[name], QUICK)))
    return f"{best}:{packed(ways[best])}"
