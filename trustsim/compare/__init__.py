"""Scenarios held against a reference, replicate by replicate under the same luck.

    from trustsim.compare import compare
    found = compare(["baseline", "protected_time"], replicates=30)
    found.outcomes[["outcome", "difference", "low", "high"]]
"""

from trustsim.compare.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
