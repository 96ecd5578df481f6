"""The low-level client, generated from the resolved documents. See GENERATED.md: nothing here is edited by hand."""
