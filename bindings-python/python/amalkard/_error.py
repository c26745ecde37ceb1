"""The one exception of the package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class AmalkardError(ValueError):
    """A request that cannot be carried out: what, where, why not, and what to do.

    What is wrong in the *content* of a report is no exception but a finding.
    """

    code: str
    """The stable code, such as ``amount.too_precise``: the same in Rust, Python and JavaScript."""
    place: str | None
    """The place it is about, such as ``lines/12/spent`` or ``C-chain.toml:14:9``."""
    expected: str | None
    """What was expected instead."""
    message_fa: str
    message_en: str
    help_fa: str | None
    help_en: str | None
    details: tuple[tuple[str, str], ...]
    """Named details, in order."""
    causes: tuple[AmalkardError, ...]
    """The errors that this one sums up, such as every mistake of a rulebook."""

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self._parts = dict(parts)
        self.code = parts["code"]
        self.place = parts.get("place")
        self.expected = parts.get("expected")
        self.message_fa = parts["message_fa"]
        self.message_en = parts["message_en"]
        self.help_fa = parts.get("help_fa")
        self.help_en = parts.get("help_en")
        self.details = tuple((name, value) for name, value in parts.get("details", ()))
        self.causes = tuple(AmalkardError(cause) for cause in parts.get("causes", ()))
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = f"{self.place}: " if self.place else ""
        expected = f" (expected {self.expected})" if self.expected else ""
        help_en = f"; {self.help_en}" if self.help_en else ""
        causes = "".join(f"\n  {cause}" for cause in self.causes)
        return f"{place}{self.message_en}{expected}{help_en} [{self.code}]{causes}"

    def __reduce__(self) -> tuple[type[AmalkardError], tuple[dict[str, Any]]]:
        return (type(self), (self._parts,))

    def __eq__(self, other: object) -> bool:
        return self._parts == other._parts if isinstance(other, AmalkardError) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.code, self.place, self.message_en))
