"""What is in an archive that is to be released: every file, nothing else, and the same each time it is built."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from attrs import frozen

_OF_THE_WHEEL = frozenset({"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE"})
_SHOWN = 10


@frozen
class Entry:
    """A file in an archive."""

    data: bytes
    about: str
    """Its date, its mode and its owner, as far as the archive says so."""


def entries(archive: Path) -> dict[str, Entry]:
    """Read a wheel or a source archive; the names of the latter are given without its folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {
                one.filename: Entry(wheel.read(one), f"{one.date_time}, {one.external_attr >> 16:#o}")
                for one in wheel.infolist()
            }
    with tarfile.open(archive) as source:
        return dict(_from_tar(source))


def _from_tar(source: tarfile.TarFile) -> Iterator[tuple[str, Entry]]:
    for one in source.getmembers():
        file = source.extractfile(one)
        data = b"" if file is None else file.read()
        about = f"{one.mtime}, {one.mode:#o}, {one.uid}:{one.gid} {one.uname}:{one.gname}"
        yield one.name.partition("/")[2], Entry(data, about)


def sha256(file: Path) -> str:
    """Give the hash of a file, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def differences(one: Path, other: Path) -> list[str]:
    """Say how two archives of one name differ; nothing if they are the same bit for bit."""
    if one.name != other.name:
        return [f"one build gave {one.name}, and the other {other.name}"]
    if one.read_bytes() == other.read_bytes():
        return []
    first, second = entries(one), entries(other)
    faults = [f"{one.name}: only one of the builds has {name}" for name in sorted(first.keys() ^ second.keys())]
    for name in sorted(first.keys() & second.keys()):
        if first[name].data != second[name].data:
            faults.append(f"{one.name}: {name} has other content in each build")
        elif first[name].about != second[name].about:
            faults.append(
                f"{one.name}: {name} is {first[name].about} in one build, and {second[name].about} in the other"
            )
    return faults[:_SHOWN] or [f"{one.name}: the files are the same, but their order or compression is not"]


def wheel_faults(wheel: Path, expected: Mapping[str, bytes]) -> list[str]:
    """Say what is wrong with the files of a wheel, which are to be those of its packages and their metadata."""
    found = entries(wheel)
    abouts = sorted({name.partition("/")[0] for name in found if ".dist-info/" in name})
    if len(abouts) != 1:
        return [f"{wheel.name} has {'metadata twice' if abouts else 'no metadata'}"]
    about = abouts[0]
    faults = _file_faults(wheel, found, expected, {f"{about}/{name}" for name in _OF_THE_WHEEL})
    listed = list(csv.reader(io.StringIO(found.get(f"{about}/RECORD", Entry(b"", "")).data.decode())))
    if {row[0] for row in listed} != found.keys():
        faults.append(f"{wheel.name}: RECORD does not list what is there")
    for name, digest, _ in listed:
        if name in found and not name.endswith("/RECORD"):
            right = base64.urlsafe_b64encode(hashlib.sha256(found[name].data).digest()).rstrip(b"=").decode()
            if digest != f"sha256={right}":
                faults.append(f"{wheel.name}: RECORD has another hash for {name}")
    return faults


def source_faults(archive: Path, expected: Mapping[str, bytes]) -> list[str]:
    """Say what is wrong with the files of a source archive, which are to be all that is tracked, and its metadata."""
    return _file_faults(archive, entries(archive), expected, {"PKG-INFO"})


def _file_faults(
    archive: Path, found: Mapping[str, Entry], expected: Mapping[str, bytes], further: Set[str]
) -> list[str]:
    names = expected.keys() | further
    faults = [f"{archive.name} lacks {name}" for name in sorted(names - found.keys())]
    faults += [f"{archive.name} has {name}, which does not belong there" for name in sorted(found.keys() - names)]
    for name in sorted(expected.keys() & found.keys()):
        if found[name].data != expected[name]:
            faults.append(f"{archive.name}: {name} is not what the tree has")
    return faults if len(faults) <= _SHOWN else [*faults[:_SHOWN], f"{archive.name}: and {len(faults) - _SHOWN} more"]
