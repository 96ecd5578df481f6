"""Comparing which credentials an operation asks for, by what a scheme is and not by what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from .changes import Change
from .effects import ADDS, BREAKS
from .located import Located, located
from .pathways import Operation
from .references import resolved
from .sides import Documents
from .trees import Json, key, mapping, sequence, texts

_WORDS = ("description", "bearerFormat")


@frozen
class _Scheme:
    """One scheme that is asked for: its name, what it is, the scopes that are needed."""

    name: str
    definition: str
    scopes: frozenset[str]


@frozen
class _Alternative:
    """Schemes that are asked for together; none of them means that no credential is needed."""

    schemes: frozenset[_Scheme]

    @property
    def exact(self) -> frozenset[tuple[str, frozenset[str]]]:
        return frozenset((scheme.definition, scheme.scopes) for scheme in self.schemes)

    @property
    def definitions(self) -> frozenset[str]:
        return frozenset(scheme.definition for scheme in self.schemes)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(scheme.name for scheme in self.schemes)

    @property
    def written(self) -> Json:
        named: dict[str, Json] = {each.name: [*sorted(each.scopes)] for each in self._sorted}
        return named

    @property
    def said(self) -> str:
        return " with ".join(f"`{each.name}`" for each in self._sorted) or "no credential"

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(scope for scheme in self.schemes for scope in scheme.scopes)

    @property
    def _sorted(self) -> list[_Scheme]:
        return sorted(self.schemes, key=lambda scheme: scheme.name)


def compare(documents: Documents, old: Operation, new: Operation) -> Iterator[Located]:
    """Compare which credentials two operations ask for."""
    before, now = _alternatives(old), _alternatives(new)
    yield from located(_compared(before, now), place="security", subject="the operation")


def _compared(before: list[_Alternative], now: list[_Alternative]) -> Iterator[Change]:
    exact = {each.exact for each in before} & {each.exact for each in now}
    before = [each for each in before if each.exact not in exact]
    now = [each for each in now if each.exact not in exact]
    for one, other in _paired(before, now, by_name=False):
        yield from _scopes(one, other)
    for one, other in _paired(before, now, by_name=True):
        effect = BREAKS.meaning(sent="the credential is sent in another way, or is another one")
        said = f"the credential {one.said} is now another one"
        yield Change(
            rule="security-scheme-changed", effect=effect, said=said, old=_definitions(one), new=_definitions(other)
        )
    # Whoever needs no credential any more can go on sending one.
    harmless = any(not each.schemes for each in now)
    for each in before:
        effect = ADDS if harmless else BREAKS.meaning(sent="a call that brings nothing else is refused")
        said = f"{{}} can no longer be called with {each.said}"
        yield Change(rule="security-alternative-removed", effect=effect, said=said, old=each.written, new=None)
    for each in now:
        said = f"{{}} can now be called with {each.said}"
        yield Change(rule="security-alternative-added", effect=ADDS, said=said, old=None, new=each.written)


def _paired(
    before: list[_Alternative], now: list[_Alternative], *, by_name: bool
) -> list[tuple[_Alternative, _Alternative]]:
    """Take pairs out of both lists, whose schemes are the same or are called the same."""
    found: list[tuple[_Alternative, _Alternative]] = []
    for one in [*before]:
        for other in [*now]:
            if one.schemes and (one.names == other.names if by_name else one.definitions == other.definitions):
                found.append((one, other))
                before.remove(one)
                now.remove(other)
                break
    return found


def _scopes(old: _Alternative, new: _Alternative) -> Iterator[Change]:
    for scope in sorted(new.scopes - old.scopes):
        effect = BREAKS.meaning(sent="a credential without it is refused")
        said = f"{{}} now needs the scope `{scope}` of {new.said}"
        yield Change(rule="security-scope-added", effect=effect, said=said, old=None, new=scope)
    for scope in sorted(old.scopes - new.scopes):
        said = f"{{}} no longer needs the scope `{scope}` of {new.said}"
        yield Change(rule="security-scope-removed", effect=ADDS, said=said, old=scope, new=None)


def _alternatives(operation: Operation) -> list[_Alternative]:
    written = operation.node.get("security", mapping(operation.document).get("security"))
    schemes = mapping(mapping(mapping(operation.document).get("components")).get("securitySchemes"))
    found = [
        _Alternative(
            frozenset(
                _Scheme(name, _definition(operation.document, name, schemes.get(name)), frozenset(texts(scopes)))
                for name, scopes in mapping(each).items()
            )
        )
        for each in sequence(written)
    ]
    return [*dict.fromkeys(found)] or [_Alternative(frozenset())]


def _definition(document: Json, name: str, written: Json) -> str:
    node = {keyword: value for keyword, value in resolved(document, written).items() if not _is_word(keyword)}
    if not node:
        return name
    flows = mapping(node.get("flows"))
    if flows:
        # Which scopes there are changes nothing for whoever needs others.
        node["flows"] = {
            name: {part: value for part, value in mapping(flow).items() if part != "scopes" and not _is_word(part)}
            for name, flow in flows.items()
        }
    if isinstance(node.get("scheme"), str):
        node["scheme"] = str(node["scheme"]).lower()
    return key(node)


def _is_word(keyword: str) -> bool:
    return keyword in _WORDS or keyword.startswith("x-")


def _definitions(alternative: _Alternative) -> Json:
    return [*sorted(alternative.definitions)]
