"""What is said of bytes that are no document to compare."""

from devin_usage.errors import InvalidArgument


class UnreadableDocument(InvalidArgument):
    """The bytes are no OpenAPI document of version 3.0 or 3.1; the message names the document and what is wrong."""
