"""Holds a bill of materials against the schema of CycloneDX 1.6; run in the environment that has the library."""

import sys
from pathlib import Path

from cyclonedx.schema import (  # type: ignore[import-not-found]  # there in an environment of its own
    SchemaVersion,
)
from cyclonedx.validation.json import (  # type: ignore[import-not-found]  # there in an environment of its own
    JsonStrictValidator,
)

fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text(encoding="utf-8"))
if fault is not None:
    sys.exit(f"the bill of materials is not valid: {fault}")
