"""Experiments: ensembles of replicates, paired comparisons, and the folder of results."""
