"""How unevenly groups of pupils are spread over schools: M, H, D, isolation and exposure, with errors.

`segregation` answers for one table, `change.segregation_change` for two, `deviation` flags schools far from their
municipality, `teachers` asks who meets certified and experienced teachers.
"""

from likvard.analysis.segregation.estimator import Segregation, segregation

__all__ = ["Segregation", "segregation"]
