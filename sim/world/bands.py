"""Roll bands, as the published tables group schools."""

from __future__ import annotations

from typing import Any

import numpy as np

BANDS = ("<75", "75-99", "100-149", "150-209", "210-314", "315+")
SMALL_BANDS = 3  # the first three: fewer than 150 pupils
_FROM = np.array([75, 100, 150, 210, 315])
_OF_ROLL = np.searchsorted(_FROM, np.arange(_FROM[-1] + 1), side="right").astype(np.int8)


def band_of(pupils: Any) -> Any:
    """The position in ``BANDS`` of a roll (int8), for one school or many."""
    return _OF_ROLL.take(np.minimum(pupils, _FROM[-1]))
