"""Small changes of a document, each with the one thing that the comparison has to say of it."""

from __future__ import annotations

from tests.unit.spec_diff import member_changes, note_changes, type_changes, value_changes
from tests.unit.spec_diff.document_changes import DOCUMENT_CHANGES
from tests.unit.spec_diff.operation_changes import OPERATION_CHANGES

__all__ = ["DOCUMENT_CHANGES", "OPERATION_CHANGES", "SCHEMA_CHANGES"]

SCHEMA_CHANGES = (
    *value_changes.facets(),
    *type_changes.types(),
    *member_changes.members(),
    *member_changes.constraints(),
    *note_changes.notes(),
)
