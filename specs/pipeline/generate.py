"""Run openapi-python-client over a resolved document, and make sure that nothing was lost on the way."""

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from . import grammar
from .errors import PipelineError
from .tree import Json

GENERATOR = "openapi-python-client"
FORMATTER = "ruff"


def versions() -> dict[str, str]:
    """Tell the versions of the installed generator and formatter.

    Raises:
        PipelineError: one of them is not installed.
    """
    try:
        return {name: metadata.version(name) for name in (GENERATOR, FORMATTER)}
    except metadata.PackageNotFoundError as error:
        raise PipelineError(f"{error.name} is not installed; run this through make, which installs it") from error


def generate(document: Json, resolved: Path, package: Path, config: Path) -> None:
    """Generate the client package for a resolved document.

    Args:
        document: The resolved document.
        resolved: The file that holds it.
        package: The folder to write; what stands there is removed first.
        config: The configuration of the generator.

    Raises:
        PipelineError: the generator or the formatter is missing or failed, warned, or lost an operation.
    """
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}", "NO_COLOR": "1"}
    if shutil.which(FORMATTER, path=str(scripts)) is None:
        raise PipelineError(f"{FORMATTER} is not installed beside {sys.executable}; the generator would skip it")
    shutil.rmtree(package, ignore_errors=True)
    package.parent.mkdir(parents=True, exist_ok=True)
    arguments = ("generate", "--path", resolved, "--output-path", package, "--config", config)
    done = subprocess.run(  # noqa: S603 - our own interpreter, with our own files
        [sys.executable, "-P", "-m", "openapi_python_client", *arguments, "--meta", "none", "--fail-on-warning"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    # Progress goes to stdout; whatever is said on stderr, by the generator or by Python, is at least a warning.
    if done.returncode != 0 or done.stderr.strip():
        said = (done.stdout + done.stderr).strip()
        raise PipelineError(f"{GENERATOR} did not take {resolved.name} without a warning:\n{said}")

    # Its parser is loaded for the names alone, and only where it has been run anyway.
    from .limits import module

    expected = sorted(module(operation)[1] for _, _, operation in grammar.operations(document))
    generated = sorted(file.stem for file in package.glob("api/*/*.py") if file.name != "__init__.py")
    if expected != generated:
        lost, extra = sorted(set(expected) - set(generated)), sorted(set(generated) - set(expected))
        raise PipelineError(
            f"{resolved.name}: operations without a module: {lost}; modules without an operation: {extra}"
        )
