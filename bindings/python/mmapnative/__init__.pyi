# Made from share/mmapnative.json by `generate mmapnative/__init__.pyi`: edit that program, not this file.
from typing import List

from . import constants as constants
from ._functions import close as close
from ._functions import error_message as error_message
from ._functions import error_name as error_name
from ._functions import fingerprint as fingerprint
from ._functions import guard as guard
from ._functions import is_ascii as is_ascii
from ._functions import madvise as madvise
from ._functions import memfd_create as memfd_create
from ._functions import mlock as mlock
from ._functions import mlock2 as mlock2
from ._functions import mlockall as mlockall
from ._functions import mmap as mmap
from ._functions import mprotect as mprotect
from ._functions import mremap as mremap
from ._functions import msync as msync
from ._functions import munlock as munlock
from ._functions import munlockall as munlockall
from ._functions import munmap as munmap
from ._functions import page_size as page_size
from ._functions import pkey_alloc as pkey_alloc
from ._functions import pkey_free as pkey_free
from ._functions import pkey_mprotect as pkey_mprotect
from ._functions import posix_madvise as posix_madvise
from ._functions import shm_open as shm_open
from ._functions import shm_unlink as shm_unlink
from ._functions import statistic as statistic
from ._functions import supported as supported
from ._functions import version as version
from ._library import AbsentConstant as AbsentConstant
from ._library import MmapError as MmapError
from ._library import UnknownConstant as UnknownConstant
from ._library import constant as constant
from ._library import failure as failure
from ._library import mn as mn
from ._objects import Cursor as Cursor
from ._objects import Follower as Follower
from ._objects import Manager as Manager
from ._objects import Region as Region
from ._objects import Slice as Slice
from .constants import *

__version__: str
__all__: List[str]
