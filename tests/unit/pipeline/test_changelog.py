"""What is drafted comes into the unreleased part of the changelog, and nothing else of it moves."""

import pytest

from specs.pipeline import changelog
from specs.pipeline.errors import PipelineError

CHANGELOG = """\
# Changelog

## Unreleased

### Added
- One.

### Changed
- Two.

## 0.1.0

### Added
- Three.
"""


def test_a_draft_goes_behind_what_its_sections_hold() -> None:
    """What breaks stands first; a section that is missing is made; released parts are left alone."""
    draft = "### Breaking\n- B.\n\n### Added\n- A.\n  More.\n"
    assert changelog.with_draft(CHANGELOG, draft) == CHANGELOG.replace(
        "## Unreleased\n\n### Added\n- One.\n",
        "## Unreleased\n\n### Breaking\n- B.\n\n### Added\n- One.\n- A.\n  More.\n",
    )
    assert changelog.with_draft(CHANGELOG, "### Changed\n- C.\n") == CHANGELOG.replace("- Two.\n", "- Two.\n- C.\n")
    assert changelog.with_draft("# Changelog\n\n## Unreleased\n", draft).endswith(f"## Unreleased\n\n{draft}")


def test_a_changelog_without_an_unreleased_part_is_refused() -> None:
    """The change would be told nowhere."""
    with pytest.raises(PipelineError, match="has no part ## Unreleased"):
        changelog.with_draft("# Changelog\n\n## 0.1.0\n", "### Added\n- A.\n")
