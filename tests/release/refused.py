"""How a step of the release check fails."""

from collections.abc import Sequence


class Refused(Exception):
    """A step found what must not be released; each fault is a sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def refuse(faults: Sequence[str]) -> None:
    """Raise `Refused` if there are faults."""
    if faults:
        raise Refused(faults)
