"""The commands of ``small-schools``: those that simulate, ask, show results, and tell of itself."""
