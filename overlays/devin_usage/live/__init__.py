"""Hold the real API against the documents: every operation that a key can reach, read-only, a few calls each.

``run.run`` asks and judges, ``text``, ``plain`` and ``junit`` write what it found. No report holds a key, a name or an
address of anybody; ids stand in it as short hashes unless they are asked for.
"""
