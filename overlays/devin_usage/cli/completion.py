"""The command that prints what a shell needs to complete commands and options."""

from __future__ import annotations

import click

_VARIABLE = "_DEVIN_USAGE_COMPLETE"
_HOW = """\
\b
  bash  devin-usage completion bash > ~/.local/share/bash-completion/completions/devin-usage
  zsh   devin-usage completion zsh > "${fpath[1]}/_devin-usage"
  fish  devin-usage completion fish > ~/.config/fish/completions/devin-usage.fish
"""


@click.command(
    short_help="Print the completion of a shell.",
    help=f"Print what SHELL needs to complete commands and options, for a file that it reads:\n\n{_HOW}\n"
    "Nothing is asked of the API for it.",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    script = kind(ctx.find_root().command, {}, "devin-usage", _VARIABLE)
    # Not script.source(), which starts a bash only to ask for its version.
    click.echo(script.source_template % script.source_vars())
