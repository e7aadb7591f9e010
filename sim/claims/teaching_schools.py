"""Teaching schools do not reach far enough to be an answer for small rural schools."""

import numpy as np
from scipy.spatial import cKDTree

from sim.claims.claim import Evidence, Plotted, by_size_and_place, claim, simulate
from sim.model import Model

YEARS = 3
NEAR_KM, FAR_KM = 5, 10
DISTANCES = ((0, 2), (2, 5), (5, 10), (10, 20), (20, 200))  # km


@claim("Teaching schools' reach falls with distance; small remote schools get least")
def teaching_schools(start: Model) -> Evidence:
    """What teachers learn from teaching schools, by distance and by size and place."""
    model, _ = simulate(start, "teaching_schools", YEARS)
    supports = model.schools.support_hours < 0  # hours that it gives to others
    km, learned = km_to_nearest(model, supports), model.schools.outside_learning
    plotted: Plotted = {}
    for low, high in DISTANCES:
        at = (km >= low) & (km < high) & ~supports
        if at.any():
            panel = "Skill gained, points a year, by distance"
            plotted[panel, "skill", f"{low}-{high} km"] = learned[at].mean()
    gains = {
        group: learned[schools & ~supports].mean()
        for group, schools in by_size_and_place(model).items()
    }
    plotted |= {("and by size and place", "skill", group): gain for group, gain in gains.items()}
    remote = gains.pop("small, remote")
    near = learned[(km < NEAR_KM) & ~supports].mean()
    contrasts = {
        "nearer schools gain more": near - learned[km > FAR_KM].mean(),
        "small remote schools gain least": min(gains.values()) - remote,
    }
    return Evidence(plotted, contrasts)


def km_to_nearest(model: Model, chosen: np.ndarray) -> np.ndarray:
    """How far each school is from the nearest of those chosen, (schools,)."""
    place = np.column_stack([model.schools.easting, model.schools.northing])
    return cKDTree(place[chosen]).query(place)[0]
