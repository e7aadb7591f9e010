"""Calibration: which parameter sets reproduce what is observed, and a sample of them.

History matching by Bayes linear emulation (Vernon, Goldstein & Bower 2010; for an agent-based
model, Vernon et al. 2022, JUNE): simulate a few hundred sets, predict the results of all others,
rule out those that would be too far from the targets, and repeat with the sets not ruled out.
"""
