"""Where a part of all figures lies."""

import math
from collections.abc import Sequence


def percentile(ordered: Sequence[float], share: float) -> float:
    """The least figure that at least `share` of them do not pass (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
