"""The constants by name: `from mmapnative.constants import PROT_READ`. Each is asked for when it is first used."""

from __future__ import annotations

from typing import List

from ._library import constant
from ._names import CONSTANTS

__all__ = list(CONSTANTS)


def __getattr__(name: str) -> int:
    if name.startswith('__'):
        raise AttributeError(name)
    value = globals()[name] = constant(name)
    return value


def __dir__() -> List[str]:
    return list(CONSTANTS)
