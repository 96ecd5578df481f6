"""The command ``devin-usage``. It needs the extra ``devin-usage[cli]``; ``devin-usage mock`` needs ``[mock]`` too."""

import sys


def main() -> None:
    """Run the command, or say which extra is missing."""
    try:
        from .commands import cli
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.exit("devin-usage: the command line is an extra; install it with: pip install 'devin-usage[cli]'")
    cli(prog_name="devin-usage")
