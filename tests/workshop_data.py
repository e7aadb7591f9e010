"""A small workshop, and ways to read what was recorded and what its page holds."""

import base64
import gzip

import numpy as np

from sim.workshop import recorder

YEARS, SCHOOLS = 4, 150
WORLD = ["world=synthetic", f"world.schools={SCHOOLS}", f"run.years={YEARS}", "run.warm_up=1"]
WORDS = [*WORLD, "run.replicates=2", "run.workers=1"]


def unpacked(record: np.ndarray, name: str) -> np.ndarray:
    """One named part of a record, (years, schools)."""
    for plane, bits in enumerate(recorder.BIT_PLANES.values()):
        at = 0
        for known, width in bits:
            if known == name:
                return (record[:, plane] >> at) & ((1 << width) - 1)
            at += width
    raise KeyError(name)


def number(record: np.ndarray, name: str) -> np.ndarray:
    plane = len(recorder.BIT_PLANES) + 2 * recorder.ROW_PLANES.index(name)
    return record[:, plane] + 256 * record[:, plane + 1].astype(int)


def opened_chunk(text: str, kind: str) -> np.ndarray:
    """The values that a chunk of the page holds."""
    return np.frombuffer(gzip.decompress(base64.b64decode(text)), dtype=kind)
