"""Loads the library, declares its functions, and makes its errors and constants."""

from __future__ import annotations

import ctypes
import difflib
import errno as _errno
import os
from ctypes import c_char, c_double, c_float, c_int16, c_int32, c_int64, c_uint16, c_uint32, c_uint64
from typing import Any, Dict, Optional, Tuple, Union

Path = Union[str, bytes, 'os.PathLike[str]', 'os.PathLike[bytes]']
Buffer = Any

# "Up to the end", for an unsigned length.
TO_END = 2 ** 63 - 1

TYPES: Dict[str, Any] = {
    'h': c_int16, 'H': c_uint16, 'i': c_int32, 'I': c_uint32, 'q': c_int64, 'Q': c_uint64, 'f': c_float, 'd': c_double,
    'z': ctypes.c_char_p, 'p': ctypes.c_void_p,
}


class Functions:
    """The plain functions by their C names, each declared when it is first used."""

    def __init__(self, library: ctypes.CDLL):
        self._library = library
        self._signatures: Dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)
        signature = self._signatures.get(name)
        if signature is None:
            # A constant is a function without parameters.
            signature = 'q'
        try:
            # An own function object: another user of the same CDLL may declare it differently.
            function = self._library[name]
        except AttributeError:
            raise AttributeError(f'the library has no function {name}') from None
        types, pointer = [], False
        for letter in signature:
            if letter == '*':
                pointer = True
                continue
            types.append(ctypes.POINTER(TYPES[letter]) if pointer else TYPES[letter])
            pointer = False
        function.restype, function.argtypes = types[0], types[1:]
        setattr(self, name, function)
        return function


def _load() -> Functions:
    name = os.environ.get('MMAPNATIVE_LIB')
    if not name:
        name = 'libmmapnative.so.0'
        # A checkout has its own library, if it is built.
        root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..')
        built = os.path.realpath(os.path.join(root, 'build', 'libmmapnative.so'))
        if os.path.exists(os.path.join(root, 'mmapnative.h')) and os.path.exists(built):
            name = built
    remedy = 'set MMAPNATIVE_LIB to its path'
    try:
        library = ctypes.CDLL(name)
        version = library['mn_version']
    except (OSError, AttributeError) as error:
        raise ImportError(f'mmapnative: the library {name} was not found ({error}): install it, or {remedy}') from None
    version.restype, version.argtypes = ctypes.c_char_p, ()
    number = version().decode()
    # Until 1.0.0 another minor number may have other functions.
    if number.split('.')[:2] != ['0', '2']:
        raise ImportError(f'mmapnative: {name} is version {number} of the library, and this binding needs 0.2: '
                          f'install that version, or {remedy}')
    return Functions(library)


mn = _load()
mn._signatures.update({
    'mn_absent': 'q', 'mn_constant_find': 'iz', 'mn_constant_value': 'qi', 'mn_error_name': 'zq', 'mn_error_message': 'zq',
    'mn_error_call': 'z', 'mn_error_detail': 'z', 'mn_error_reason': 'z', 'mn_error_number': 'qi', 'mn_guard': 'ii',
})
ABSENT = mn.mn_absent()


class AbsentConstant(AttributeError):
    """This platform does not have the constant. `constant` is its name."""

    constant = ''


class UnknownConstant(AttributeError):
    """No platform has such a constant. `constant` is the name, `nearest` the most similar one or None."""

    constant = ''
    nearest: Optional[str] = None


def constant(name: str) -> int:
    """The value of a constant by its name. Raises AbsentConstant or UnknownConstant."""
    index = -1 if '\0' in name else mn.mn_constant_find(os.fsencode(name))
    error: Union[AbsentConstant, UnknownConstant]
    if index < 0:
        from ._names import CONSTANTS
        near = difflib.get_close_matches(name, CONSTANTS, 1)
        error = UnknownConstant(f'{name} is no constant of the library' + (f': {near[0]} is' if near else ''))
        error.constant, error.nearest = name, near[0] if near else None
        raise error
    value = mn.mn_constant_value(index)
    if value == ABSENT:
        error = AbsentConstant(f'{name} does not exist on this platform')
        error.constant = name
        raise error
    return value


_NUMBERS = ('offset', 'length', 'total', 'holder', 'holder_offset', 'holder_length', 'holder_thread')
_CODE, _ID = constant('ERROR_CODE'), constant('ERROR_ID')
_WHICH = tuple((name, constant('ERROR_' + name.upper())) for name in _NUMBERS)


class MmapError(OSError):
    """A call of the library failed.

    The error is also of the class that Python has for its errno: FileNotFoundError, PermissionError ...
    """

    code: int = 0
    name: str = ''
    call: str = ''
    detail: str = ''
    reason: str = ''
    id: Optional[int] = None
    offset: Optional[int] = None
    length: Optional[int] = None
    total: Optional[int] = None
    holder: Optional[int] = None
    holder_offset: Optional[int] = None
    holder_length: Optional[int] = None
    holder_thread: Optional[int] = None

    def __reduce__(self) -> Tuple[Any, ...]:
        return _again, (self.code, self.strerror, self.__dict__)


_kinds: Dict[int, type] = {}


def _kind(code: int) -> type:
    kind = _kinds.get(code)
    if kind is None:
        # OSError itself chooses the class for a number.
        base = type(OSError(code, ''))
        kind = MmapError
        if base is not OSError:
            kind = type('Mmap' + base.__name__, (MmapError, base), {'__module__': MmapError.__module__})
        kind = _kinds.setdefault(code, kind)
    return kind


def _again(code: int, detail: str, attributes: Dict[str, Any]) -> MmapError:
    error = _kind(code)(code, detail)
    error.__dict__.update(attributes)
    return error


def failure(call: str, result: int, id: Optional[int] = None) -> MmapError:
    """The error of a call that returned result.

    The thread's record of the failure may be another call's: a signal handler of Python can run in between, and so can another task
    of this thread. It counts only if the function, the result and the id are this call's.
    """
    number = mn.mn_error_number
    own = (mn.mn_error_call() == call.encode() and number(_CODE) == result and (id is None or number(_ID) == id))
    detail = os.fsdecode(mn.mn_error_detail() if own else mn.mn_error_message(result))
    attributes: Dict[str, Any] = {
        'code': -result, 'name': mn.mn_error_name(result).decode(), 'call': call, 'id': id, 'detail': detail,
        'reason': os.fsdecode(mn.mn_error_reason()) if own else detail,
    }
    if own:
        for name, which in _WHICH:
            value = number(which)
            attributes[name] = None if value == ABSENT else value
    return _again(-result, detail, attributes)


def beyond(name: str, value: Any, signed: int, bits: int) -> OverflowError:
    """The error for a number that its C type does not hold."""
    return OverflowError(f'{name} is {value}, which is no {"signed" if signed else "unsigned"} number of {bits} bits')


def text(value: Path) -> bytes:
    """A path or name as the library takes it."""
    encoded = os.fsencode(value)
    if b'\0' in encoded:
        raise ValueError('embedded null byte')
    return encoded


def source(data: Buffer) -> Tuple[Any, int]:
    """The address and the length of the bytes of any object that has the buffer protocol."""
    if type(data) is bytes:
        return data, len(data)
    view = memoryview(data)
    n = view.nbytes
    # ctypes gives the address of a writable buffer only.
    if n == 0 or view.readonly or not view.c_contiguous:
        return view.tobytes(), n
    return (c_char * n).from_buffer(view), n


def target(buffer: Buffer) -> Tuple[Any, int]:
    """The same for bytes that the library writes."""
    if isinstance(buffer, ctypes.Array):
        return buffer, ctypes.sizeof(buffer)
    view = memoryview(buffer)
    if view.readonly:
        raise TypeError('the buffer is read-only')
    if view.nbytes == 0:
        return None, 0
    return (c_char * view.nbytes).from_buffer(view), view.nbytes


# Python has handlers of its own. One that it installs later takes the place of the library's, and the library notices that in this mode only.
if mn.mn_guard(constant('GUARD_ASK')) == constant('GUARD_HANDLER'):
    mn.mn_guard(constant('GUARD_CHECKED'))

EINTR, ETIMEDOUT, EACCES = _errno.EINTR, _errno.ETIMEDOUT, _errno.EACCES
