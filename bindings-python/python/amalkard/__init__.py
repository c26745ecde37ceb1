"""Exact, explainable monitoring of public budget performance (عملکرد بودجه)."""

from ._amalkard import __version__
from ._error import AmalkardError

__all__ = ["AmalkardError", "__version__"]
