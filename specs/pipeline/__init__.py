"""The build flow: vendored pages -> specs -> overlays -> resolved documents -> generated client -> lock.

Run as ``python -m specs.pipeline generate`` or ``python -m specs.pipeline drift``. Nothing here knows a single
operation: what is particular to the API stands in the documents.
"""
