"""The ledger of parameters, settings composed from it, and calibrated parameter sets."""
