"""What a reader copies from the pages runs against the mock, and prints what the pages show."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import click
import pytest
import yaml
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock
from devin_mock.server import running
from devin_usage import DevinUsage
from devin_usage.billing import system_clock
from devin_usage.live.pacing import Pace

from .blocks import Block, blocks
from .shell import ROOT, CommandFailed, Shell

pytest_plugins = ["pytester"]

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
PRESENT = "2025, 12, 20, 15, 30"
"""The time of every clock in the examples, 15:30 UTC on 20 December 2025."""
NOT_RUN = {"docs/cli.md": 1, "docs/warehouse.md": 5}
"""How many blocks of a page are not run here. Each says why above it; `make test-warehouse` runs four of these."""
RUN = {"python", "sh", "console"}
PARSED: dict[str, Callable[[str], object]] = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}
DRAWN = {"text", "", "ini"}
"""Blocks that hold a drawing, a file of settings, or what a program prints."""


def _texts() -> dict[str, str]:
    return {name: page.read_text("utf-8") for name, page in zip(NAMES, PAGES, strict=True)}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A folder and an account of a page's own, at a fixed time, with the keys of a reader in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(system_clock, "__code__", (lambda: datetime(2025, 12, 20, 15, 30, tzinfo=UTC)).__code__)
    monkeypatch.setattr(Pace, "wait", lambda _: None)  # a mock can bear any rate
    mock = Mock(users=30, now=datetime(2025, 12, 20, 15, 30, tzinfo=UTC), control="/_mock")
    keys = {
        "DEVIN_API_KEY": ENTERPRISE_KEY,
        "DEVIN_API_KEY_V2": ENTERPRISE_ADMIN_KEY,
        "DEVIN_API_KEY_V3": ENTERPRISE_KEY,
        "XDG_CACHE_HOME": str(tmp_path / ".cache"),
        "HOME": str(tmp_path),
    }
    resolved = (ROOT / "generated" / "devin_specs" / "v3.json").read_bytes()
    for name in ("new-v3.yaml", "old.json", "new.json"):  # documents that a reader may have
        (tmp_path / name).write_bytes(resolved)
    with running(mock) as base_url:
        keys["DEVIN_BASE_URL"] = base_url
        for name in [*os.environ]:
            if name.startswith("DEVIN_") or name.lower().endswith("_proxy"):
                monkeypatch.delenv(name)
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        yield Shell(folder=tmp_path, base_url=base_url, present=PRESENT, env=keys)


def of_pytest(block: Block) -> bool:
    """Whether a block is a file of pytest: its plugins, or tests."""
    return (
        block.language == "python" and re.search(r"^(def test_|pytest_plugins)", block.source, re.MULTILINE) is not None
    )


def run(page: str, text: str, shell: Shell) -> Iterator[tuple[Block, str, str]]:
    """Run the blocks of a page in their order, as one program; each with what is shown and what it prints."""
    names: dict[str, object] = {"__name__": Path(page).stem.replace("-", "_")}
    with ExitStack() as opened:  # a page may leave a client to the end of the program
        yield from _ran(page, blocks(text), shell, names, opened)


def _ran(
    page: str, found: Sequence[Block], shell: Shell, names: dict[str, object], opened: ExitStack
) -> Iterator[tuple[Block, str, str]]:
    for block in found:
        if block.not_run is not None or of_pytest(block):
            continue
        if block.language == "python":
            with redirect_stdout(StringIO()) as output:
                exec(compile("\n" * (block.line - 1) + block.source, page, "exec"), names)  # noqa: S102  # our own
            for each in names.values():
                if isinstance(each, DevinUsage):
                    opened.callback(each.close)
            if block.shown is not None:
                yield block, block.shown, output.getvalue()
        elif block.language == "sh":
            printed = shell.run(block.source)
            if block.shown is not None:
                yield block, block.shown.rstrip(), printed.rstrip()
        elif block.language == "console":
            for command, shown, printed in shell.console(block.source):
                yield block, f"$ {command}\n{shown}", f"$ {command}\n{printed}"
        elif block.language in PARSED:
            PARSED[block.language](block.source)


@pytest.mark.parametrize("page", NAMES)
def test_the_blocks_of_a_page_run(page: str, shell: Shell) -> None:
    """In their order, and print what is shown below them."""
    found = [(block.line, shown, printed) for block, shown, printed in run(page, _texts()[page], shell)]
    assert [(line, printed) for line, _, printed in found] == [(line, shown) for line, shown, _ in found]


@pytest.mark.parametrize("page", [name for name, text in _texts().items() if any(map(of_pytest, blocks(text)))])
def test_the_tests_of_a_page_pass(page: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """What sets plugins is the conftest, the rest are tests."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    sources = [block.source for block in blocks(_texts()[page]) if of_pytest(block)]
    tests = [source for source in sources if "def test_" in source]
    pytester.makeconftest("\n".join(source for source in sources if source not in tests))
    pytester.makepyfile("\n".join(tests))
    passed = sum(len(re.findall(r"^def test_", source, re.MULTILINE)) for source in tests)
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=passed)


def test_every_block_runs_or_says_why_not() -> None:
    """A block of another language, and one more that is not run, are noticed here."""
    found = {name: blocks(text) for name, text in _texts().items()}
    others = {
        f"{name}:{block.line}: {block.language}"
        for name, each in found.items()
        for block in each
        if block.language not in RUN | PARSED.keys() | DRAWN and block.not_run is None
    }
    assert others == set()
    counts = {name: sum(block.not_run is not None for block in each) for name, each in found.items()}
    assert {name: count for name, count in counts.items() if count} == NOT_RUN


PRINTS = """\
```python
figure = 1.5
```

```python
print(figure)
```

```text
1.5
```
"""
CONSOLE = """\
```console
$ devin-usage cycles --help | head -n 1
Usage: devin-usage cycles [OPTIONS]
$ devin-usage nothing 2> /dev/null || echo 7
7
$ export DEVIN_API_KEY=...
$ devin-usage spec-diff v3 missing.yaml
devin-usage: missing.yaml cannot be read: No such file or directory
$ echo $?
2
```
"""
SHELL = """\
```sh
make help  # not run
pip install '.[cli,mock]'
devin-usage mock --port 8080 --seed 3
```

```sh
export SHOWN=word OTHER=...
SECOND=2 sh -c 'echo $SECOND'
```

```sh
echo "$SHOWN $OTHER"
```

```text
word
```
"""
PARSED_ALONE = """\
```json
{"a": 1}
```
"""


def test_a_page_as_it_should_be(shell: Shell) -> None:
    """With blocks of every kind."""
    found = [(shown, printed) for _, shown, printed in run("page", PRINTS + CONSOLE + SHELL + PARSED_ALONE, shell)]
    assert len(found) == 7
    assert all(shown.rstrip() == printed.rstrip() for shown, printed in found)


@pytest.mark.parametrize(
    ("page", "true", "planted"),
    [
        (PRINTS, "```text\n1.5", "```text\n1.6"),
        (PRINTS, "1.5\n```\n", "\n```\n"),
        (CONSOLE, "[OPTIONS]", "[OPTION]"),
        (CONSOLE, "\n7\n", "\n8\n"),
        (CONSOLE, "\n2\n", "\n1\n"),
        (SHELL, "```text\nword", "```text\nother"),
    ],
)
def test_an_output_that_is_not_printed_is_seen(page: str, true: str, planted: str, shell: Shell) -> None:
    """Whatever prints it."""
    text = planted.join(page.rsplit(true, 1))
    assert text != page
    assert sum(shown.rstrip() != printed.rstrip() for _, shown, printed in run("page", text, shell)) == 1


@pytest.mark.parametrize(
    ("page", "true", "planted", "error"),
    [
        (PRINTS, "print(figure)", "print(figures)", NameError),
        (SHELL, "make help", "make halp", CommandFailed),
        (SHELL, "make help", "make help && false", CommandFailed),
        (SHELL, "make help", "devin-usage daily --cycle 1999-01", CommandFailed),
        (SHELL, "cli,mock", "cli,mocks", CommandFailed),
        (SHELL, "--seed 3", "--sead 3", click.UsageError),
        (SHELL, 'echo "$SHOWN $OTHER"', "false", CommandFailed),
        (PARSED_ALONE, '{"a": 1}', '{"a": }', ValueError),
        (PARSED_ALONE, "```json", " ```json", ValueError),
        (PARSED_ALONE, "```json", "~~~json", ValueError),
    ],
)
def test_a_block_that_fails_is_seen(page: str, true: str, planted: str, error: type[Exception], shell: Shell) -> None:
    """With the error of its kind."""
    text = page.replace(true, planted)
    assert text != page
    with pytest.raises(error):
        list(run("page", text, shell))


def test_a_block_that_is_not_run_says_why() -> None:
    """In the comment above it, and nowhere else."""
    (block,) = blocks("<!-- not run: it never ends -->\n```sh\nsleep inf\n```\n")
    assert block.not_run == "it never ends"
    (block,) = blocks("<!-- not run: it never ends -->\n\n```sh\nsleep inf\n```\n")
    assert block.not_run is None
