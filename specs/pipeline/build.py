"""The whole build, from the sources below one root into the outputs below another."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import assemble, check, generate, layout, lock, overlay, pages, yaml12
from .errors import PipelineError
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


def resolve(root: Path) -> dict[str, tuple[dict[str, Json], dict[str, Json]]]:
    """Assemble and resolve every version below a root: (the vendor's words, the resolved document).

    Raises:
        PipelineError: a source, an overlay action or a resolved document is refused.
    """
    by_version: dict[str, list[pages.Page]] = {}
    for page in pages.read_all(root / layout.SOURCES):
        by_version.setdefault(page.version, []).append(page)
    overlays = {file.name for file in (root / layout.OVERLAYS).glob("*.overlay.yaml")}
    if overlays != {layout.overlay(version).name for version in by_version}:
        raise PipelineError(
            f"there are sources for {', '.join(sorted(by_version))}, and these overlay documents: "
            f"{', '.join(sorted(overlays)) or 'none'}; each version has one"
        )
    documents: dict[str, tuple[dict[str, Json], dict[str, Json]]] = {}
    for version in sorted(by_version):
        vendor = assemble.assemble(by_version[version])
        name = layout.overlay(version).as_posix()
        try:
            text = (root / layout.overlay(version)).read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise PipelineError(f"{name} is not UTF-8: {error}") from error
        document = overlay.apply(vendor, yaml12.load(text, name), name)
        check.check(document, f"the resolved {version} document")
        documents[version] = vendor, document
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
    operations: dict[str, int] = {}
    for version, (vendor, document) in resolve(root).items():
        _write(out / layout.spec(version), yaml12.dump(vendor, layout.spec(version).as_posix()))
        _write(out / layout.resolved(version), to_json(document))
        package = out / layout.CLIENT / version
        generate.generate(document, out / layout.resolved(version), package, root / layout.CONFIG)
        operations[version] = len(check.operation_ids(document))
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
    _write(out / layout.LOCK, lock.lock(root, out, operations))
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
    """Move a finished build into the tree, and tell which files changed.

    Files that are the same stay untouched; generated files that the build does not make are removed, and with them the
    folders that they leave empty.
    """
    wanted = layout.outputs(built)
    changed: list[Path] = []
    for path in layout.outputs(root):
        if path not in wanted:
            (root / path).unlink()
            changed.append(path)
            with suppress(OSError):  # up to the first folder that holds something else
                for folder in path.parents:
                    (root / folder).rmdir()
    for path in wanted:
        target = root / path
        if target.is_file() and target.read_bytes() == (built / path).read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        (built / path).replace(target)
        changed.append(path)
    return sorted(changed)
