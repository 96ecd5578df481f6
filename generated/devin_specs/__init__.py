"""The resolved OpenAPI documents, ``v2.json`` and ``v3.json``, as package data. See GENERATED.md."""
