"""Designs: which points of which settings a sweep visits."""
