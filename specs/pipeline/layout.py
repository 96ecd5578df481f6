"""Where everything stands: the inputs and the outputs of the build, relative to the root of the project."""

from pathlib import Path

from . import swap

ROOT = Path(__file__).resolve().parents[2]

SOURCES = Path("specs/sources")
OVERLAYS = Path("overlays")
GENERATED = Path("generated")
CLIENT = GENERATED / "devin_api"
DOCUMENTS = GENERATED / "devin_specs"
LOCK = Path("specs/specs.lock.json")
CONFIG = Path("specs/pipeline/openapi-python-client.yaml")
SELECTION = Path("specs/selection.yaml")
"""Which operations of the vendor's documents are taken in."""
WORK = swap.WORK
"""Where a build is made before it replaces the committed one."""


def spec(version: str) -> Path:
    """The merged document of the vendor's words."""
    return Path(f"specs/{version}-openapi.yaml")


def overlay(version: str) -> Path:
    """The overlay document of a version."""
    return OVERLAYS / f"{version}.overlay.yaml"


def resolved(version: str) -> Path:
    """The document after its overlay."""
    return DOCUMENTS / f"{version}.json"


def inputs(root: Path) -> list[Path]:
    """Every file that the build reads, relative to the root."""
    sources = [file.relative_to(root) for file in (root / SOURCES).rglob("*") if file.is_file()]
    overlays = [file.relative_to(root) for file in (root / OVERLAYS).glob("*.overlay.yaml")]
    settings = [path for path in (CONFIG, SELECTION) if (root / path).is_file()]
    return sorted([*sources, *overlays, *settings])


def outputs(root: Path) -> list[Path]:
    """Every file that the build writes and that stands below a root, relative to it."""
    specs = [file.relative_to(root) for file in (root / "specs").glob("v*-openapi.yaml")]
    generated = [file.relative_to(root) for file in (root / GENERATED).rglob("*") if file.is_file()]
    lock = [LOCK] if (root / LOCK).is_file() else []
    return sorted(path for path in (*specs, *generated, *lock) if "__pycache__" not in path.parts)
