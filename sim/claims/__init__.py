"""The claims of Hill (2014), one a file, each looked for in simulated schools.

A claim says in words what should be true, simulates what it needs from one starting point,
and returns contrasts that should be above zero. To add one: a file here with a function under
:func:`sim.claims.claim.claim`, and one line in :data:`sim.claims.registry.CLAIMS`.
"""
