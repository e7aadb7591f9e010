"""Carrying out runs: ensembles, engines, the store, histories and sweeps."""
