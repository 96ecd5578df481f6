"""Runs what a page would have a reader type into a shell, in a folder of its own, against a mock."""

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen
from click import Context
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
API = "https://api.devin.ai"
"""What stands in a page for the address of the mock."""
LOOPBACK_OF_PAGES = "http://127.0.0.1:8080"
"""Where the mock of a page listens, which the mock of the tests stands for."""
_ASSIGNED = re.compile(r"([A-Z_][A-Z0-9_]*)=(.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\.\.\.|<[a-z]+>")
_FIXED_CLOCK = """\
from devin_usage.billing import system_clock
system_clock.__code__ = (lambda: datetime({}, tzinfo=UTC)).__code__
"""
_CURL = """\
#!{python}
# Stands for curl: the machine need not have it, and nothing leaves the loopback interface.
import sys, urllib.request
from importlib.resources import files
options = dict(zip(sys.argv, sys.argv[1:]))
address = next(each for each in sys.argv[1:] if each.startswith("http"))
if address == "https://docs.devin.ai/v3-openapi.yaml":
    sys.exit(print(files("devin_specs").joinpath("v3.json").read_text("utf-8")))
assert address.startswith("{base_url}/"), address
data = options["-d"].encode() if "-d" in options else None
method = options.get("-X") or ("POST" if data else "GET")
request = urllib.request.Request(address, data=data, method=method)
print(urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(request, timeout=30).read().decode())
"""


class CommandFailed(AssertionError):
    """A command of a page did not end as the page has it."""


@frozen(kw_only=True)
class Shell:
    """The environment of one page: what a block exports is there in the blocks below it."""

    folder: Path
    base_url: str
    present: str
    """The arguments of the datetime at which every clock stands, such as ``2025, 12, 20, 15, 30``."""
    env: dict[str, str] = field(factory=dict[str, str])

    def run(self, source: str) -> str:
        """Run a block of ``sh`` and give what it prints, as it reads in a terminal.

        Commands of the project run in this process. What needs a shell, such as a pipe, is given to one as it stands.
        `make` and `pip` are not run: the verb and the extras have to be there. `devin-usage mock` is read and not
        started, because it ends only when it is stopped.

        Raises:
            CommandFailed: the exit code is not 0, or what is not run would not be understood.
        """
        lines = re.sub(r"\\\n\s*", "", source).splitlines()
        rest = [(line, words) for line in lines if (words := _words(line)) and not _checked(line, words)]
        if any(_program(words) not in ("devin-usage", "export", "") or _needs_a_shell(line) for line, words in rest):
            kept = [line for line, words in rest if not self._exported(line, words)]
            return self._in_a_shell("\n".join(kept))
        return "".join(self._succeeded(words) for _, words in rest)

    def console(self, source: str) -> Iterator[tuple[str, str, str]]:
        """Run a block of ``console``: each command, after a ``$``, with what the page shows and what it prints.

        A command may fail; ``$ echo $?`` after it shows how.
        """
        code = 0
        for part in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
            command, shown = re.split(r"(?<!\\)\n", part, maxsplit=1)
            words = _words(re.sub(r"\\\n\s*", "", command))
            if command == "echo $?":
                printed = str(code)
            elif _program(words) in ("devin-usage", "export") and not _needs_a_shell(command):
                code, printed = self._one(words)
            else:
                code, printed = 0, self.run(command)
            yield command, _lines(shown), _lines(printed)

    def _exported(self, line: str, words: list[str]) -> bool:
        """Whether a line only exports values that are known without a shell; they are kept for all blocks."""
        alone = words[0] == "export" and not _needs_a_shell(line)
        if alone:
            self._one(words)
        return alone

    def _succeeded(self, words: list[str]) -> str:
        code, printed = self._one(words)
        _expect(shlex.join(words), code == 0, f"exit code {code}\n{printed}")
        return printed

    def _one(self, words: list[str]) -> tuple[int, str]:
        """Run one command in this process; gives its exit code, and both streams as they come."""
        from devin_usage.cli.commands import cli

        kept = words[0] == "export"
        words = words[1:] if kept else words
        env = self.env if kept else dict(self.env)
        while words and (assigned := _ASSIGNED.fullmatch(words[0])):
            if not _PLACEHOLDER.search(assigned[2]):
                env[assigned[1]] = assigned[2].replace(LOOPBACK_OF_PAGES, self.base_url)
            words = words[1:]
        if not words:
            return 0, ""
        done = CliRunner().invoke(cli, words[1:], env=env, prog_name="devin-usage")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, self._told(done.output)

    def _in_a_shell(self, text: str) -> str:
        tools = self.folder / ".tools"
        tools.mkdir(exist_ok=True)
        (tools / "sitecustomize.py").write_text(_FIXED_CLOCK.format(self.present))
        curl = tools / "curl"
        curl.write_text(_CURL.format(python=sys.executable, base_url=self.base_url))
        curl.chmod(curl.stat().st_mode | stat.S_IXUSR)
        env = {**os.environ, **self.env}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(tools), os.environ.get("PYTHONPATH")]))
        env["PATH"] = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            ["sh", "-e", "-c", text.replace(LOOPBACK_OF_PAGES, self.base_url)],
            env=env,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        _expect(text, done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}")
        return self._told(done.stdout)

    def _told(self, output: str) -> str:
        return output.replace(self.base_url, API).replace(self.base_url.partition("//")[2], API.partition("//")[2])


def _words(line: str) -> list[str]:
    return shlex.split(line, comments=True)


def _program(words: list[str]) -> str:
    """The program that a line runs, after what it sets for that program alone."""
    return next((word for word in words if not _ASSIGNED.fullmatch(word)), "")


def _lines(text: str) -> str:
    """Text without spaces at the ends of its lines, which nobody sees on a page."""
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def _needs_a_shell(line: str) -> bool:
    """Whether there is more to a line than words: a pipe, a redirection, a variable."""
    line = _PLACEHOLDER.sub("...", line)
    tokens = shlex.shlex(line, posix=True, punctuation_chars=True)
    tokens.whitespace_split = True
    return (
        any(set(token) <= set("();<>|&") for token in tokens)
        or re.search(r"[$`]", re.sub("'[^']*'", "", line)) is not None
    )


def _checked(line: str, words: list[str]) -> bool:
    """Whether a line is one that is not run; what it names has to be there."""
    match words:
        case ["make", *arguments]:
            verbs = {each for each in arguments if "=" not in each}
            _expect(line, len(verbs) == 1 and verbs <= _verbs(), "no verb of the Makefile")
        case ["pip", "install", *requirements]:
            asked = {name for each in requirements for name in re.findall(r"[\w-]+", each.partition("[")[2])}
            _expect(line, asked <= _extras(), "an extra is not there")
        case ["devin-usage", "mock", *arguments]:
            _read("mock", arguments)
        case _:
            return False
    _expect(line, not _needs_a_shell(line.partition("#")[0]), "stands in a line with other things")
    return True


def _read(name: str, arguments: list[str]) -> None:
    """Read the options of a command, without running it."""
    from devin_usage.cli.commands import cli

    group = Context(cli, info_name="devin-usage")
    command = cli.get_command(group, name)
    assert command is not None
    command.make_context(name, arguments, parent=group)


def _expect(what: str, holds: bool, otherwise: str) -> None:
    if not holds:
        raise CommandFailed(f"{what}: {otherwise}")


def _verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return set(project["optional-dependencies"])
