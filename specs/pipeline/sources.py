"""What the vendor published, below ``specs/sources/``: pages or whole documents, by version."""

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from . import assemble, pages, whole
from .errors import PipelineError
from .pages import Page
from .tree import Json
from .whole import Whole


@frozen
class Published:
    """The sources of one version: either pages, or the copies of one whole document."""

    version: str
    pages: tuple[Page, ...] = ()
    wholes: tuple[Whole, ...] = ()

    def document(self) -> dict[str, Json]:
        """Merge the sources into the one document of the vendor's words.

        Raises:
            PipelineError: two of them disagree.
        """
        return whole.merge(self.wholes) if self.wholes else assemble.assemble(self.pages)


def read_all(folder: Path) -> dict[str, Published]:
    """Read every source below a folder, by version.

    Raises:
        PipelineError: there is none, one cannot be read, or a version has pages beside a whole document.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    found_pages: dict[str, list[Page]] = {}
    found_wholes: dict[str, list[Whole]] = {}
    for file in files:
        name = file.relative_to(folder).as_posix()
        if whole.NAME.match(name):
            document = whole.read(file.read_bytes(), name)
            found_wholes.setdefault(document.version, []).append(document)
        else:
            page = pages.read(file, folder)
            found_pages.setdefault(page.version, []).append(page)
    if not files:
        raise PipelineError(f"{folder.name}/ holds no page and no document")
    for version in sorted(found_pages.keys() & found_wholes.keys()):
        raise PipelineError(
            f"{found_wholes[version][0].name} is a whole document, which supersedes the pages of {version}; "
            f"delete {_listed(found_pages[version])}"
        )
    return {
        version: Published(version, tuple(found_pages.get(version, ())), tuple(found_wholes.get(version, ())))
        for version in sorted({*found_pages, *found_wholes})
    }


def _listed(superseded: Sequence[Page]) -> str:
    return ", ".join(page.name for page in superseded)
