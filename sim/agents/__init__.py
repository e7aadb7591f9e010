"""The agents: what each is, what it has, and every decision it takes."""

from sim.agents.head import Head
from sim.agents.partnership import Partnership
from sim.agents.person import Person
from sim.agents.school import School
from sim.agents.teacher import Teacher

__all__ = ["Head", "Partnership", "Person", "School", "Teacher"]
