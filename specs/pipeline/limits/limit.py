"""One thing that the generator cannot do."""

from attrs import frozen

NOWHERE = "no operation"
"""Stands for the operation where the whole document is meant, or a schema that no operation reaches."""


@frozen(kw_only=True, order=True)
class Limit:
    """Something in a document that the generator gets wrong.

    Attributes:
        operation: Method, path and id of the operation that it spoils: ``GET /v3/self (get_self)``.
        pointer: Where it stands in the document.
        sentence: What would go wrong.
    """

    operation: str
    pointer: str
    sentence: str

    def __str__(self) -> str:
        """Say all of it in one line."""
        return f"{self.operation}: {self.sentence} ({self.pointer or 'the document'})"
