"""The file-system layer: Landlock, under which only the named paths can be read, and nothing written.

What is costly is done once, by :meth:`Allowance.prepare`; :meth:`Allowance.restrict` runs in every fork. Landlock
knows only "allowed beneath", and a fork is bound by the intersection of the rulesets it has taken. Two are used:

- *mine*, made in the fork: the readable folders, its own submission, its own ``/proc`` entries. A few rules.
- *the mask*, made once and shared, only where something hidden lies in a readable folder (``autograder`` in
  ``site-packages``): each such folder's entries but the hidden ones. Hundreds of rules, which no fork has to add.
  It governs the reading of files only; names of hidden files can be listed, their contents cannot be read.

What is put into such a folder after ``prepare`` cannot be read.
"""

import ctypes
import os
import stat
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_LOG_SAME_EXEC_OFF = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
# The first ABI to know each further right; ABI 1 has bits 0 to 12. Linux 5.13, 5.19, 6.2, 6.10.
_FS_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_NET_ABI, _NET_RIGHTS = 4, 0b11  # bind and connect TCP; Linux 6.7
_SCOPE_ABI, _SCOPES = 6, 0b11  # abstract Unix sockets and signals; Linux 6.12
_LOG_ABI = 7

_WRITABLE = ("/dev/null",)  # what is written there is nowhere


class _RulesetAttr(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("access", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


def system_call() -> Any:
    """The C library's ``syscall``, taking up to four integers (``None`` where there is no such function)."""
    if not sys.platform.startswith("linux"):
        return None
    function = ctypes.CDLL(None, use_errno=True).syscall
    function.restype = ctypes.c_long
    function.argtypes = [ctypes.c_long] * 5
    return function


def checked(result: int, what: str) -> int:
    """``result`` of a system call; raises ``OSError`` naming ``what`` when it is negative."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def abi() -> int:
    """The kernel's Landlock ABI; raises ``OSError`` with the reason when it has none."""
    call = system_call()
    if call is None:
        raise OSError("not Linux")
    version = int(call(_CREATE_RULESET, 0, 0, _CREATE_RULESET_VERSION, 0))
    if version < 1:
        reason = os.strerror(ctypes.get_errno())
        raise OSError(ctypes.get_errno(), f"kernel has no Landlock, or it is switched off ({reason}): needs Linux 5.13")
    return version


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may always be read, opened and at hand; a fork adds what is its own and confines itself."""

    version: int
    attr: _RulesetAttr
    rules: Any  # ctypes array of _PathBeneath, for the readable paths
    mask: int | None  # descriptor of the mask
    secrets: tuple[str, ...]  # the hidden paths, each with a slash at its end
    call: Any

    @classmethod
    def prepare(cls, readable: Sequence[str], hidden: Sequence[str]) -> "Allowance":
        """Open what will be allowed. Of two paths, one inside the other, the inner counts; hidden wins where equal.

        Paths that do not exist are passed over. Raises ``OSError`` when the kernel has no Landlock.
        """
        version, call = abi(), system_call()
        rights = sum(bits for since, bits in _FS_RIGHTS.items() if version >= since)
        attr = _RulesetAttr(rights, _NET_RIGHTS if version >= _NET_ABI else 0, _SCOPES if version >= _SCOPE_ABI else 0)
        secrets = {os.path.realpath(path) for path in hidden}
        roots = {os.path.realpath(path) for path in readable} - secrets
        outermost = [root for root in sorted(roots) if not any(_is_inside(root, other) for other in roots)]
        opened = [pair for path in outermost if (pair := _opened(path)) is not None]
        rules = (_PathBeneath * len(opened))(
            *(_PathBeneath(access & rights, descriptor) for access, descriptor in opened)
        )
        mask = None
        if any(_is_inside(secret, root) for secret in secrets for root in roots):
            mask = _masked(call, _opened_up(roots, secrets))
        return cls(version, attr, rules, mask, tuple(map(_slashed, secrets)), call)

    def restrict(self, submission: str | None) -> None:
        """Confine the calling thread for good to what was prepared, ``submission`` and its own ``/proc`` entries.

        Closes, in this process, what was prepared. Raises ``OSError`` when it cannot be done, or when something
        hidden lies in ``submission``.
        """
        size = 8 if self.version < _NET_ABI else 16 if self.version < _SCOPE_ABI else 24
        mine = _create(self.call, self.attr, size)
        first, step = ctypes.addressof(self.rules), ctypes.sizeof(_PathBeneath)
        for address in range(first, first + len(self.rules) * step, step):
            checked(self.call(_ADD_RULE, mine, _RULE_PATH_BENEATH, address, 0), "landlock_add_rule")
        own = os.open("/proc/self", os.O_PATH | os.O_CLOEXEC)
        _add(self.call, mine, own, _READ_FILE | _READ_DIR)
        os.close(own)
        if submission is not None:
            self._add_submission(mine, submission)
        flags = _LOG_SAME_EXEC_OFF if self.version >= _LOG_ABI else 0  # denials by the million must not fill the log
        for ruleset in (mine,) if self.mask is None else (mine, self.mask):
            checked(self.call(_RESTRICT_SELF, ruleset, flags, 0, 0), "landlock_restrict_self")
            os.close(ruleset)
        for rule in self.rules:
            os.close(rule.descriptor)

    def _add_submission(self, mine: int, submission: str) -> None:
        descriptor = os.open(submission, os.O_PATH | os.O_CLOEXEC)
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        if any(secret.startswith(_slashed(path)) for secret in self.secrets):
            raise PermissionError(f"{submission}: something in it is hidden, so no submission's code may read it")
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        _add(self.call, mine, descriptor, _READ_FILE | (_READ_DIR if folder else 0))
        if self.mask is not None:
            # The mask is shared with the boxes to come, so what is added stays: better the one folder in which the
            # submissions lie than each of them. It opens nothing that "mine" does not, unless hidden paths are near.
            around = _slashed(os.path.dirname(path))
            if not any(around.startswith(secret) or secret.startswith(around) for secret in self.secrets):
                os.close(descriptor)
                descriptor = os.open(around, os.O_PATH | os.O_CLOEXEC)
            _add(self.call, self.mask, descriptor, _READ_FILE)
        os.close(descriptor)


def _create(call: Any, attr: _RulesetAttr, size: int) -> int:
    return checked(call(_CREATE_RULESET, ctypes.addressof(attr), size, 0, 0), "landlock_create_ruleset")


def _add(call: Any, ruleset: int, descriptor: int, access: int) -> None:
    rule = _PathBeneath(access, descriptor)
    address = ctypes.addressof(rule)
    checked(call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, address, 0), "landlock_add_rule")


def _masked(call: Any, paths: Collection[str]) -> int:
    mask = _create(call, _RulesetAttr(_READ_FILE, 0, 0), 8)
    for path in (*paths, "/proc"):  # of /proc, "mine" allows a box its own entries only
        if (opened := _opened(path)) is not None:
            _add(call, mask, opened[1], _READ_FILE)
            os.close(opened[1])
    return mask


def _opened(path: str) -> tuple[int, int] | None:
    """The rights for ``path`` and a descriptor of it; none where it is not there, or is out of our own reach."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        return _READ_FILE | _READ_DIR, descriptor
    return _READ_FILE | (_WRITE_FILE if path in _WRITABLE else 0), descriptor


def _opened_up(readable: Collection[str], hidden: Collection[str]) -> list[str]:
    """The outermost paths that hold all of the readable ones and nothing hidden; all paths real and absolute."""
    free: list[str] = []
    pending = list(readable)
    while pending:
        path = pending.pop()
        if not any(_is_inside(secret, path) for secret in hidden):
            free.append(path)
        else:
            # A link is passed over: Landlock looks at where it leads, which is allowed by itself or not at all.
            pending += [entry.path for entry in _entries(path) if entry.path not in hidden and not entry.is_symlink()]
    return free


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError, PermissionError):  # what we cannot list, a submission shall not
        return []


def _is_inside(path: str, folder: str) -> bool:
    return path != folder and path.startswith(_slashed(folder))


def _slashed(path: str) -> str:
    return path if path.endswith("/") else path + "/"
