"""The semantic difference of two OpenAPI documents."""
