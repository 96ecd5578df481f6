"""How results are printed: the median of each contestant, and its ratio to a base, round by round."""

import statistics
from collections.abc import Mapping, Sequence


def report(
    title: str,
    unit: str,
    base: str,
    rounds: Mapping[str, Sequence[float]],
    aims: Mapping[str, float],
    *,
    more_is_better: bool = False,
) -> None:
    """Print the median of each, and its ratio to the base, round by round."""
    sign = ">=" if more_is_better else "<="
    width = max(14, *(len(name) + 2 for name in rounds))
    print(f"\n{title}")
    print(f"{'':{width}}{unit:>12}{'ratio':>9}{'min':>8}{'max':>8}   aim")
    for name, values in rounds.items():
        ratios = [value / against for value, against in zip(values, rounds[base], strict=True)]
        aim = f"{sign} {aims[name]:g}" if name in aims else ""
        median = statistics.median(ratios)
        print(
            f"{name:{width}}{statistics.median(values):12.3f}{median:9.2f}{min(ratios):8.2f}{max(ratios):8.2f}   {aim}"
        )
