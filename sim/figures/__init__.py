"""Figures: one function each, drawn from a folder of results."""

from sim.figures.gallery import draw_all

__all__ = ["draw_all"]
