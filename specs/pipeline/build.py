"""The whole build, from the sources below one root into the outputs below another."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import frozen

from . import check, generate, layout, lock, overlay, selection, sources, swap, yaml12
from .errors import PipelineError
from .selection import Selected
from .tree import Json, to_json

_CLIENT_DOC = (
    '"""The low-level client, generated from the resolved documents. '
    'See GENERATED.md: nothing here is edited by hand."""\n'
)
_DOCUMENTS_DOC = (
    '"""The resolved OpenAPI documents, ``v2.json`` and ``v3.json``, as package data. See GENERATED.md."""\n'
)
_GENERATED = """# Generated files

Everything below this folder is the output of `make generate` and is replaced as a whole; do not edit it.

- `devin_specs/`: the vendor's documents (`specs/`) after our overlay documents (`overlays/*.overlay.yaml`).
- `devin_api/`: the client that {generator} {generator_version} generates from them, formatted by {formatter}
  {formatter_version}.

What is wrong here is mended in an overlay document; `make drift` tells whether this folder is what the specs, the
overlays and the pinned generator give.
"""


@frozen
class Resolved:
    """The documents of one version."""

    vendor: dict[str, Json]
    """The vendor's words: what is taken in of the merged sources."""
    document: dict[str, Json]
    """The resolved document: the same after our overlay document."""
    left: tuple[str, ...]
    """The vendor's operations that are not taken in, as ``GET /v3/sessions``."""


def publish(root: Path) -> dict[str, Selected]:
    """Merge the sources of every version below a root, and take in what the selection says.

    Raises:
        PipelineError: a source or the selection is refused, or sources and overlay documents do not go together.
    """
    published = sources.read_all(root / layout.SOURCES)
    overlays = {file.name for file in (root / layout.OVERLAYS).glob("*.overlay.yaml")}
    if overlays != {layout.overlay(version).name for version in published}:
        raise PipelineError(
            f"there are sources for {', '.join(sorted(published))}, and these overlay documents: "
            f"{', '.join(sorted(overlays)) or 'none'}; each version has one"
        )
    rules = selection.read(root)
    return {
        version: selection.select(source.document(), rules, beside=overlay.builds_on(read_overlay(root, version)[1]))
        for version, source in published.items()
    }


def read_overlay(root: Path, version: str) -> tuple[str, Json]:
    """Read the overlay document of a version, as text and as a tree.

    Raises:
        PipelineError: it is not UTF-8, or not strict YAML.
    """
    name = layout.overlay(version).as_posix()
    try:
        text = (root / layout.overlay(version)).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise PipelineError(f"{name} is not UTF-8: {error}") from error
    return text, yaml12.load(text, name)


def resolve(root: Path) -> dict[str, Resolved]:
    """Assemble and resolve every version below a root.

    Raises:
        PipelineError: a source, an overlay action or a resolved document is refused.
    """
    documents: dict[str, Resolved] = {}
    for version, selected in publish(root).items():
        document = overlay.apply(selected.document, read_overlay(root, version)[1], layout.overlay(version).as_posix())
        check.check(document, f"the resolved {version} document")
        documents[version] = Resolved(selected.document, document, selected.left)
    return documents


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def build(root: Path, out: Path) -> dict[str, int]:
    """Build everything from the sources below ``root`` into ``out``.

    Returns:
        The number of operations by version.

    Raises:
        PipelineError: names what was refused. Nothing below ``root`` has been touched.
    """
    resolved = resolve(root)
    for version, each in resolved.items():
        _write(out / layout.spec(version), yaml12.dump(each.vendor, layout.spec(version).as_posix()))
        _write(out / layout.resolved(version), to_json(each.document))
        package = out / layout.CLIENT / version
        generate.generate(each.document, out / layout.resolved(version), package, root / layout.CONFIG)
    operations = {version: len(check.operation_ids(each.document)) for version, each in resolved.items()}
    _write(out / layout.CLIENT / "__init__.py", _CLIENT_DOC)
    _write(out / layout.CLIENT / "py.typed", "")
    _write(out / layout.DOCUMENTS / "__init__.py", _DOCUMENTS_DOC)
    _write(out / layout.DOCUMENTS / "py.typed", "")
    tools = generate.versions()
    _write(
        out / layout.GENERATED / "GENERATED.md",
        _GENERATED.format(
            generator=generate.GENERATOR,
            generator_version=tools[generate.GENERATOR],
            formatter=generate.FORMATTER,
            formatter_version=tools[generate.FORMATTER],
        ),
    )
    _write(
        out / layout.LOCK, lock.lock(root, out, operations, {version: each.left for version, each in resolved.items()})
    )
    return operations


@contextmanager
def workspace(root: Path) -> Generator[Path]:
    """Lend a folder beside the tree, on the same disk, that is gone afterwards."""
    (root / layout.WORK).mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=root / layout.WORK))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another build may be at work in it
            (root / layout.WORK).rmdir()


def install(root: Path, built: Path) -> list[Path]:
    """Put a finished build into the tree as one step, and tell which files changed.

    Files that are the same stay untouched; generated files that the build does not make are removed.
    """
    wanted = layout.outputs(built)
    return swap.swap(
        root,
        {path: (built / path).read_bytes() for path in wanted},
        gone=[path for path in layout.outputs(root) if path not in wanted],
    )
