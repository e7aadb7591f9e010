"""What the agents stand on: columns, keyed draws, schedulers, the matching market, traces."""
