"""Where schools and places come from: England, Lincolnshire, a file, or invented."""

from sim.world.files import england, lincolnshire, read_schools, sample
from sim.world.places import World
from sim.world.synthetic import synthetic

__all__ = ["World", "england", "lincolnshire", "read_schools", "sample", "synthetic"]
