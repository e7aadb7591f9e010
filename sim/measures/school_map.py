"""The schools as they are now, for maps."""

import numpy as np

from sim.state import State

COLUMNS = (
    *("easting", "northing", "authority", "pupils", "fsm", "ks2_progress", "km_to_base", "post"),
    *("schools_led", "weak_taught", "ofsted_grade", "balance"),
)


def school_map(model: State) -> dict[str, np.ndarray]:
    """A dict of arrays, (schools,) each."""
    schools = model.schools
    columns = {name: np.array(schools.get(name)) for name in COLUMNS}
    columns["urn"] = np.array(model.world.urn)
    columns["base"] = schools.base.row.copy()
    columns["partnership"] = schools.partnership.row.copy()
    columns["depth"] = np.array(schools.depth)
    return columns
