"""The claims of Hill (2014), each looked for in the simulated schools."""
