"""An archive with a missing, foreign or changed file is refused, and so is a build that does not repeat itself."""

import base64
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.release.archives import differences, source_faults, wheel_faults

FILES = {"pkg/__init__.py": b"x = 1\n", "pkg/py.typed": b""}
ABOUT = "pkg-1.0.dist-info"
DATA = {
    f"{ABOUT}/{name}": b"-" for name in ("METADATA", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE")
}


def _record(files: Mapping[str, bytes]) -> bytes:
    lines = []
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{ABOUT}/RECORD,,\n"]).encode()


def _wheel(
    folder: Path, files: Mapping[str, bytes], *, record: bytes | None = None, date: int = 2020, mode: int = 0o644
) -> Path:
    """Write a wheel with these files, and a RECORD of them unless one is given."""
    folder.mkdir(exist_ok=True)
    path = folder / "pkg-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, data in {**files, f"{ABOUT}/RECORD": _record(files) if record is None else record}.items():
            one = zipfile.ZipInfo(name, (date, 1, 1, 0, 0, 0))
            one.external_attr = mode << 16
            wheel.writestr(one, data)
    return path


def _source(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / "pkg-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            one = tarfile.TarInfo(f"pkg-1.0/{name}")
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
    return path


def test_a_complete_wheel_has_no_faults(tmp_path: Path) -> None:
    """All files of the tree and the metadata, with a RECORD that is right."""
    assert wheel_faults(_wheel(tmp_path, FILES | DATA), FILES) == []


@pytest.mark.parametrize("missing", [*FILES, *DATA])
def test_a_missing_file_is_named(missing: str, tmp_path: Path) -> None:
    """Be it a module, the marker for type checkers or the licence."""
    files = {name: data for name, data in (FILES | DATA).items() if name != missing}
    assert wheel_faults(_wheel(tmp_path, files), FILES) == [f"pkg-1.0-py3-none-any.whl lacks {missing}"]


def test_a_foreign_file_is_named(tmp_path: Path) -> None:
    """What is not tracked does not get out."""
    wheel = _wheel(tmp_path, FILES | DATA | {"pkg/secret.env": b"key"})
    assert wheel_faults(wheel, FILES) == [f"{wheel.name} has pkg/secret.env, which does not belong there"]


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    """The wheel has the bytes of the commit."""
    wheel = _wheel(tmp_path, FILES | DATA | {"pkg/__init__.py": b"x = 2\n"})
    assert wheel_faults(wheel, FILES) == [f"{wheel.name}: pkg/__init__.py is not what the tree has"]


def test_a_record_that_lists_something_else_is_named(tmp_path: Path) -> None:
    """Installers go by it."""
    wheel = _wheel(tmp_path, FILES | DATA, record=_record(DATA))
    assert wheel_faults(wheel, FILES) == [f"{wheel.name}: RECORD does not list what is there"]


def test_a_record_with_a_wrong_hash_is_named(tmp_path: Path) -> None:
    """Installers refuse such a wheel."""
    wheel = _wheel(tmp_path, FILES | DATA, record=_record(FILES | DATA | {"pkg/py.typed": b"other"}))
    assert wheel_faults(wheel, FILES) == [f"{wheel.name}: RECORD has another hash for pkg/py.typed"]


def test_a_wheel_without_metadata_is_refused(tmp_path: Path) -> None:
    """It is no wheel; nor is one that is about two projects."""
    path = tmp_path / "pkg.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("pkg/__init__.py", b"")
    assert wheel_faults(path, FILES) == ["pkg.whl has no metadata"]
    twice = _wheel(tmp_path, FILES | DATA | {"other-1.0.dist-info/METADATA": b"-"})
    assert wheel_faults(twice, FILES) == [f"{twice.name} has metadata twice"]


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """An empty wheel does not fill the screen."""
    faults = wheel_faults(_wheel(tmp_path, DATA), {f"pkg/{number}.py": b"" for number in range(14)})
    assert faults[-1] == "pkg-1.0-py3-none-any.whl: and 4 more"
    assert len(faults) == 11


def test_the_source_archive_holds_what_is_tracked_and_nothing_else(tmp_path: Path) -> None:
    """And PKG-INFO, which the build adds."""
    assert source_faults(_source(tmp_path, FILES | {"PKG-INFO": b"-"}), FILES) == []
    assert source_faults(
        _source(tmp_path, {"PKG-INFO": b"-", "pkg/__init__.py": b"x = 1\n", "dist/old": b""}), FILES
    ) == [
        "pkg-1.0.tar.gz lacks pkg/py.typed",
        "pkg-1.0.tar.gz has dist/old, which does not belong there",
    ]
    assert source_faults(_source(tmp_path, FILES), FILES) == ["pkg-1.0.tar.gz lacks PKG-INFO"]


def test_equal_builds_do_not_differ(tmp_path: Path) -> None:
    """Bit for bit."""
    assert differences(_wheel(tmp_path / "a", FILES), _wheel(tmp_path / "b", FILES)) == []


def test_builds_that_differ_say_where(tmp_path: Path) -> None:
    """In content, date, mode, files or order, and never in silence."""
    one = _wheel(tmp_path / "a", FILES, record=b"-")
    name = one.name

    def other(files: Mapping[str, bytes], *, date: int = 2020, mode: int = 0o644) -> list[str]:
        return differences(one, _wheel(tmp_path / "b", files, record=b"-", date=date, mode=mode))

    assert other(FILES | {"pkg/py.typed": b"-"}) == [f"{name}: pkg/py.typed has other content in each build"]
    assert other({"pkg/__init__.py": b"x = 1\n"}) == [f"{name}: only one of the builds has pkg/py.typed"]
    assert "(2020, 1, 1, 0, 0, 0)" in other(FILES, date=2021)[0]
    assert "0o777" in other(FILES, mode=0o777)[0]
    turned = dict(reversed(FILES.items()))
    assert other(turned) == [f"{name}: the files are the same, but their order or compression is not"]


def test_builds_under_other_names_differ(tmp_path: Path) -> None:
    """A version that comes from the clock is no version."""
    one, other = tmp_path / "a-1.whl", tmp_path / "a-2.whl"
    assert differences(one, other) == ["one build gave a-1.whl, and the other a-2.whl"]
