"""Figures: a file each, drawn from a folder of results and nothing else."""

from sim.figures.gallery import draw_all

__all__ = ["draw_all"]
