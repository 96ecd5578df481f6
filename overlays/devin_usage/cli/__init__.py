"""The command ``devin-usage``. It needs the extra ``devin-usage[cli]``; ``devin-usage mock`` needs ``[mock]`` too."""

import sys


def main() -> None:
    """Run the command, or say which extra is missing."""
    from .streams import stand_in

    stand_in()
    # Ids may hold letters that the terminal has not; they are written as escapes, not as a traceback.
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    try:
        from .commands import cli
        from .failing import show_warnings_as_sentences

        show_warnings_as_sentences()
        cli(prog_name="devin-usage")
    except KeyboardInterrupt:  # before any command had begun
        sys.exit(130)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"click", "rich"}:
            raise
        sys.exit("devin-usage: the command line is an extra; install it with: pip install 'devin-usage[cli]'")
