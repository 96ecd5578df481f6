"""Each rule on what breaks callers: red where it must be, and silent where nobody is broken."""

import pytest

from tests.surface.changes import breaking
from tests.surface.lines import Line

NAME = "devin_usage.thing"


def said(old: str | None, new: str | None) -> list[str]:
    """What is said when one line takes the place of another."""
    before = [] if old is None else [Line(NAME, *old.split(" ", 1))]
    now = [] if new is None else [Line(NAME, *new.split(" ", 1))]
    return breaking(before, now).get(NAME, [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("def ()", None, "is gone"),
        ("attribute -> int", None, "is gone"),
        ("def ()", "async-def ()", "was def, and is async-def"),
        ("def ()", "property", "was def, and is property"),
        ("class", "def ()", "was class, and is def"),
        ("class (a.Base, Exception)", "class (Exception)", "is no a.Base any more"),
        ("class (a.Base, Exception)", "class (a.Base)", "is no Exception any more"),
        ("def (a)", "def ()", "takes no a any more"),
        ("def (a, b)", "def (a, c=1)", "takes no b any more"),
        ("def (*, a=1)", "def (**a)", "takes no a any more"),
        ("def (*args)", "def ()", "takes no args any more"),
        ("def (**options)", "def ()", "takes no options any more"),
        ("def (*args, **options)", "def (**options)", "takes no args any more"),
        ("def (a: Optional[int])", "def (a: int)", "takes int for a, and took Optional[int]"),
        ("constant -> int = 1", "constant -> int = 2", "was -> int = 1, and is -> int = 2"),
        ("def (a, /)", "def (*, a=1)", "takes no a any more"),
        ("def (a, b=2)", "def (a, c=1, b=2)", "takes b at another position"),
        ("def (a)", "def (b=1, a=2)", "takes a at another position"),
        ("def (a)", "def (*, a)", "takes a by keyword only"),
        ("def (a)", "def (a, /)", "takes a by position only"),
        ("def (*, a)", "def (a, /)", "takes a by position only"),
        ("def (a=1)", "def (a)", "needs a, which was 1 by default"),
        ("def (*, a=1)", "def (*, a)", "needs a, which was 1 by default"),
        ("def (a)", "def (a, b)", "needs b"),
        ("def ()", "def (*, a)", "needs a"),
        ("def (a=1)", "def (a=2)", "takes 2 for a by default, and took 1"),
        ("def (a: int | str)", "def (a: int)", "takes int for a, and took int | str"),
        ("def (a: int)", "def (a: str)", "takes str for a, and took int"),
        ("def (a)", "def (a: int)", "takes int for a, and took what it did not say"),
        (
            "def (a: Literal['x', 'y'])",
            "def (a: Literal['x'])",
            "takes Literal['x'] for a, and took Literal['x', 'y']",
        ),
        ("def () -> int", "def () -> int | None", "returned int, and returns int | None"),
        ("def () -> int", "def ()", "returned int, and returns what it does not say"),
        ("def () -> list[int | str]", "def () -> list[int]", "returned list[int | str], and returns list[int]"),
        ("classmethod () -> int", "classmethod () -> str", "returned int, and returns str"),
        ("attribute -> int", "attribute -> int | None", "was int, and is int | None"),
        ("property -> int", "property -> str", "was int, and is str"),
        ("attribute -> int", "property -> int", "was attribute, and is property"),
        ("attribute -> int", "attribute", "was -> int, and is of no stated type"),
        ("constant = 1", "constant = 2", "was = 1, and is = 2"),
        ("member = 'a'", "member = 'b'", "was = 'a', and is = 'b'"),
        ("type = Literal['a', 'b']", "type = Literal['a']", "was Literal['a', 'b'], and is Literal['a']"),
        ("type = int | str", "type = int", "was int | str, and is int"),
        ("type = int", "type = int | str", "was int, and is int | str"),
    ],
)
def test_what_breaks_callers_is_said(old: str, new: str | None, expected: str) -> None:
    """One sentence, which says what was and what is."""
    assert said(old, new) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, "def ()"),
        ("def ()", "def (*, a=1)"),
        ("def (a)", "def (a, b=1)"),
        ("def (a)", "def (a=1)"),
        ("def (*, a)", "def (a)"),
        ("def (a, /)", "def (b)"),
        ("def (*, a=1, b=2)", "def (*, b=2, a=1)"),
        ("def (*args)", "def (*items, **options)"),
        ("def (a: int)", "def (a: int | None)"),
        ("def (a: int | str)", "def (a: str | int)"),
        ("def (a: int)", "def (a)"),
        ("def (a: Optional[int])", "def (a: None | int)"),
        ("def (a: Literal['x'])", "def (a: Literal['x', 'y'])"),
        ("def () -> int | None", "def () -> int"),
        ("def () -> dict[str, a | b | c | d | None]", "def () -> dict[str, None | d | a | c | b]"),
        ("def ()", "def () -> int"),
        ("attribute -> int | None", "attribute -> int"),
        ("attribute", "attribute -> int"),
        ("class (Exception)", "class (a.Base, Exception)"),
        ("type = Literal['a']", "type = Literal['a', 'b']"),
    ],
)
def test_what_breaks_nobody_is_not_said(old: str | None, new: str) -> None:
    """A caller of the old form can call the new one, and understands what it gives."""
    assert said(old, new) == []


def test_each_form_of_an_overload_needs_one_that_takes_its_place() -> None:
    """A form that is gone breaks its callers; one that others cover does not."""
    text, number = Line(NAME, "overload", "(a: str) -> str"), Line(NAME, "overload", "(a: int) -> int")
    both = Line(NAME, "def", "(a: int | str) -> int")
    assert breaking([text, number], [number]) == {
        NAME: ["takes int for a, and took str", "returned str, and returns int"]
    }
    assert breaking([number], [text, number]) == {}
    assert breaking([text], [text, number]) == {}
    assert breaking([number], [both]) == {}


def test_several_changes_of_one_name_are_all_said() -> None:
    """Whoever adapts a call reads everything at once."""
    assert said("def (a, b=1) -> int", "def (a, b, c) -> str") == [
        "needs b, which was 1 by default",
        "needs c",
        "returned int, and returns str",
    ]
