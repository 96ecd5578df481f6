"""The semantic difference of two OpenAPI documents.

It needs nothing of the API or its client, and PyYAML only for documents in YAML: it can run while generated code is
replaced.
"""

from .diff import diff
from .findings import Finding, Kind
from .reading import read_document
from .unreadable import UnreadableDocument

__all__ = ["Finding", "Kind", "UnreadableDocument", "diff", "read_document"]
