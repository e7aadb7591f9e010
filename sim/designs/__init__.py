"""Designs: which points of which settings a sweep visits."""

from sim.designs.checks import check, check_points
from sim.designs.design import KINDS, Design, points
from sim.designs.files import designs, read_design

__all__ = ["KINDS", "Design", "check", "check_points", "designs", "points", "read_design"]
