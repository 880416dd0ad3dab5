"""Memory mapping with regions, slices, cursors, followers and managers, by the library libmmapnative."""

from __future__ import annotations

from typing import List

from . import constants
from ._functions import (
    close, error_message, error_name, fingerprint, guard, is_ascii, madvise, memfd_create, mlock, mlock2, mlockall, mmap, mprotect, mremap,
    msync, munlock, munlockall, munmap, page_size, pkey_alloc, pkey_free, pkey_mprotect, posix_madvise, shm_open, shm_unlink, statistic,
    supported, version,
)
from ._library import AbsentConstant, MmapError, UnknownConstant, constant, failure, mn
from ._objects import Cursor, Follower, Manager, Region, Slice

__version__ = '0.2.0'
__all__ = [
    'AbsentConstant', 'Cursor', 'Follower', 'Manager', 'MmapError', 'Region', 'Slice', 'UnknownConstant', 'close', 'constant', 'constants',
    'error_message', 'error_name', 'failure', 'fingerprint', 'guard', 'is_ascii', 'madvise', 'memfd_create', 'mlock', 'mlock2', 'mlockall',
    'mmap', 'mn', 'mprotect', 'mremap', 'msync', 'munlock', 'munlockall', 'munmap', 'page_size', 'pkey_alloc', 'pkey_free', 'pkey_mprotect',
    'posix_madvise', 'shm_open', 'shm_unlink', 'statistic', 'supported', 'version',
]


def __getattr__(name: str) -> int:
    return getattr(constants, name)


def __dir__() -> List[str]:
    return __all__ + dir(constants)
