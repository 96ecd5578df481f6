"""The grammar of output that the commands share: in which format, to which file, and with what of it hidden."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import frozen

from devin_usage.errors import InvalidArgument

from .failing import note
from .noting import noted
from .writing import FILE_FORMATS, check_folder, form_of

if TYPE_CHECKING:
    from devin_usage.export import Table

    from .page import Page

T = TypeVar("T")

FORMATS = ("table", *FILE_FORMATS)
_FILE_WIDTH = 120


@frozen
class Output:
    """How an answer is to be written."""

    form: str
    path: Path | None = None
    pseudonymise: bool = False
    styled: bool = True

    @classmethod
    def of(cls, form: str | None, path: Path | None, pseudonymise: bool = False, no_color: bool = False) -> Output:
        """Take the options of a command, before anything is asked.

        Raises:
            InvalidArgument: the format needs a file, or the name of the file says none, or another one.
            ConfigurationError: there is no folder for the file.
        """
        check_folder(path, "output")
        chosen = form_of(path, form, otherwise="table")
        if chosen == "parquet" and path is None:
            raise InvalidArgument("--format parquet needs a file: give -o FILE")
        if pseudonymise:
            from .hidden import secret_of_environment  # loaded when used

            secret_of_environment()
        styled = not no_color and not os.environ.get("NO_COLOR") and path is None and sys.stdout.isatty()
        return cls(chosen, path, pseudonymise, styled)

    def hidden(self, answer: T) -> T:
        """Give an answer as it may be shown: with `--pseudonymise` without what names a person.

        Raises:
            ConfigurationError: the secret of pseudonyms is refused.
        """
        if not self.pseudonymise:
            return answer
        from .hidden import hidden  # loaded when used

        return hidden(answer)

    @property
    def is_page(self) -> bool:
        """Whether the answer goes to standard output as a page for people, which says all that there is to say."""
        return self.form == "table" and self.path is None

    def show(
        self,
        *,
        page: Callable[[Page], None],
        plain: Callable[[], Any],
        table: Callable[[], Table],
        caveats: Iterable[str] = (),
        excluded: Iterable[str] = (),
    ) -> None:
        """Write an answer as a page for people, as JSON, or as rows.

        Args:
            page: Writes the page.
            plain: Gives what JSON holds.
            table: Gives the rows.
            caveats: What to know of the figures, which rows have no place for: it is said on standard error.
            excluded: What the figures leave out, likewise.

        Raises:
            ConfigurationError: the file cannot be written; what was there before still is.
        """
        if self.form == "table":
            self._text(self._page(page))
            self._say_written("the table is")
        elif self.form == "json":
            value = plain()
            text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
            self._text(f"{text if self._encodes(text) else json.dumps(value, indent=2, allow_nan=False)}\n")
            self._say_written("the answer is")
        else:
            from devin_usage import export  # loaded when used

            # First, since whoever reads a pipe may have enough of it before its end.
            noted(click.get_current_context(), caveats, excluded)
            if self.path is not None:
                rows = table()
                export.write(rows, self.path, self.form)
                self._say_written("1 row is" if len(rows) == 1 else f"{len(rows):,} rows are")
            else:
                self._text(export.text(table(), self.form))

    def _say_written(self, what: str) -> None:
        """Say it on standard error, as notes are, since scripts expect nothing on standard output beside a file."""
        if self.path is not None:
            note(click.get_current_context(), "Note", f"note: {what} written to {self.path}")

    def _page(self, write: Callable[[Page], None]) -> str:
        from .page import Page  # loaded when used

        page = Page(styled=self.styled) if self.path is None else Page(_FILE_WIDTH, False, False)
        write(page)
        return page.text()

    def _encodes(self, text: str) -> bool:
        encoding = "utf-8" if self.path is not None else sys.stdout.encoding or "ascii"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:  # also half of a pair of surrogates, which JSON may hold
            return False
        return True

    def _text(self, text: str) -> None:
        if self.path is not None:
            from devin_usage.export.whole import whole  # loaded when used

            with whole(self.path) as file:
                file.write(text.encode())
        else:
            # Not by click, which writes UTF-8 where the terminal knows ASCII only.
            sys.stdout.write(text)
            sys.stdout.flush()
