"""The walls of the decoder jail: what a process does to itself before it touches a stranger's bytes.

Every wall is one function that returns whether it stands, so that a system which forbids one is told about,
never silently trusted. Invariant: after `lock` the process can compute, read its input, write its output
of a fixed size and talk on its one socket; it cannot open, connect, fork, execute or signal anybody.
Only the standard library is used, and nothing is opened after the first wall.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

LINUX = sys.platform.startswith("linux")
LAYERS = ("limits", "parent_death", "namespaces", "landlock", "seccomp", "single_thread")
"""The walls, as `layers()` reports them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one decode may use: bytes of memory above the warm parent's, CPU s, bytes out, wall s."""

    memory: int = 1 << 30
    cpu: int = 10
    output: int = 1 << 16
    wall: float = 20.0


_X86 = {
    "fork vfork execve execveat": (57, 58, 59, 322),
    "socket connect accept bind listen accept4 socketpair": (41, 42, 43, 49, 50, 288, 53),
    "kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal pidfd_open pidfd_getfd": (
        (62, 200, 129, 297, 424, 434, 438)
    ),
    "ptrace process_vm_readv process_vm_writev kcmp": (101, 310, 311, 312),
    "open creat openat openat2 name_to_handle_at open_by_handle_at": (2, 85, 257, 437, 303, 304),
    "truncate rename mkdir rmdir link unlink symlink chmod chown mknod": (
        76,
        82,
        83,
        84,
        86,
        87,
        88,
        90,
        92,
        133,
    ),
    "mkdirat mknodat fchownat unlinkat renameat linkat symlinkat fchmodat utimensat renameat2 setxattr": (
        (258, 259, 260, 263, 264, 265, 266, 268, 280, 316, 188)
    ),
    "mount umount2 pivot_root chroot unshare setns acct": (165, 166, 155, 161, 272, 308, 163),
    "bpf perf_event_open userfaultfd fanotify_init inotify": (321, 298, 323, 300, 253, 294),
    "keys": (248, 249, 250),
    "memfd_create memfd_secret shm msg sem mq": (319, 447, 29, 30, 31, 68, 64, 240),
    "modules kexec reboot swap syslog personality modify_ldt": (
        175,
        313,
        176,
        246,
        320,
        169,
        167,
        168,
        103,
        135,
        154,
    ),
}
_ARM = {
    "execve execveat": (221, 281),
    "socket socketpair bind listen accept connect accept4": (198, 199, 200, 201, 202, 203, 242),
    "kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd": (129, 130, 138, 240, 424, 434, 438),
    "ptrace process_vm_readv process_vm_writev kcmp": (117, 270, 271, 272),
    "openat openat2 name_to_handle_at open_by_handle_at": (56, 437, 264, 265),
    "names": (45, 34, 33, 54, 35, 38, 37, 36, 53, 88, 276, 5),
    "mount umount2 pivot_root chroot unshare setns": (40, 39, 41, 51, 97, 268),
    "bpf perf_event_open userfaultfd fanotify_init inotify": (280, 241, 282, 262, 26),
    "keys": (217, 218, 219),
    "memfd_create memfd_secret shm msg sem mq": (279, 447, 194, 195, 196, 186, 190, 180),
    "modules kexec reboot swap syslog personality": (105, 273, 104, 142, 224, 116, 92),
}
# machine -> (audit arch, denied, clone, tgkill); clone3, io_uring and the new mount calls share numbers.
_MACHINES = {"x86_64": (0xC000003E, _X86, 56, 234), "aarch64": (0xC00000B7, _ARM, 220, 131)}
_NEWER = (*range(425, 434), 442)
_CLONE3, _CLONE_THREAD, _X32 = 435, 0x10000, 0x40000000
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC, _CLONE_NEWUTS = 0x10000000, 0x40000000, 0x08000000, 0x04000000


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def isolate() -> bool:
    """Move this (single-threaded) process and its children into empty user, network, IPC and UTS namespaces."""
    if not LINUX:
        return False
    return bool(_libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS) == 0)


def threads() -> int:
    """How many threads this process has; 0 where the system does not say."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 0


def lock(limits: Limits, parent: int) -> dict[str, bool]:
    """Raise every wall around the calling process for good; `parent` is the pid it must die with.

    Returns which walls stand; those of the warm parent (namespaces, single_thread) are not repeated."""
    # The order matters: what needs files or new descriptors comes before the walls that take them away.
    done = {
        "parent_death": _die_with(parent),
        "limits": _limit(limits),
    }
    quiet = LINUX and _libc().prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS: both walls below need it
    done["landlock"] = quiet and _landlock()
    done["seccomp"] = quiet and _seccomp()
    return done


def _die_with(parent: int) -> bool:
    if not LINUX:
        return False
    done = bool(_libc().prctl(1, 9, 0, 0, 0) == 0)  # PR_SET_PDEATHSIG, SIGKILL
    if os.getppid() != parent:  # it died before we asked to die with it
        os._exit(1)
    return done


def _limit(limits: Limits) -> bool:
    try:
        import resource
    except ImportError:
        return False
    with contextlib.suppress(OSError):  # if the system must kill for memory, it kills us and not the studio
        Path("/proc/self/oom_score_adj").write_text("1000")
    try:
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        used = 4 << 30
    pairs = [
        (resource.RLIMIT_AS, used + limits.memory, 0),
        (resource.RLIMIT_CPU, limits.cpu, 1),
        (resource.RLIMIT_FSIZE, limits.output, 0),
        (resource.RLIMIT_NOFILE, 32, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ]
    try:
        for kind, value, grace in pairs:
            hard = resource.getrlimit(kind)[1]
            top = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
            resource.setrlimit(kind, (min(value, top), top))
    except (OSError, ValueError):
        return False
    return True


def _landlock() -> bool:
    libc = _libc()
    version = libc.syscall(444, None, 0, 1)
    if version < 1:
        return False
    files = (1 << (13 if version == 1 else 14 if version == 2 else 15 if version < 5 else 16)) - 1
    fields = struct.pack("<QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = libc.syscall(444, ctypes.create_string_buffer(fields, 24), size, 0)
    if rules < 0:
        return False
    done = libc.syscall(446, rules, 0) == 0
    os.close(rules)
    return bool(done)


def _program(audit: int, denied: tuple[int, ...], clone: int, tgkill: int, pid: int) -> bytes:
    """The seccomp filter as classic BPF: refuse `denied`, new processes, and signals to others."""

    def op(code: int, yes: int, no: int, k: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, k)

    load, equal, least, bits, give = 0x20, 0x15, 0x35, 0x45, 0x06
    refuse = op(give, 0, 0, _ERRNO | _EPERM)
    parts = [op(load, 0, 0, 4), op(equal, 1, 0, audit), op(give, 0, 0, _KILL), op(load, 0, 0, 0)]
    parts += [op(least, 0, 1, _X32), refuse]
    for number in denied:
        parts += [op(equal, 0, 1, number), refuse]
    # glibc falls back from clone3 to clone, whose flags a filter can see: threads yes, processes no.
    parts += [op(equal, 0, 1, _CLONE3), op(give, 0, 0, _ERRNO | _ENOSYS)]
    allow = op(give, 0, 0, _ALLOW)
    parts += [op(equal, 0, 4, clone), op(load, 0, 0, 16), op(bits, 0, 1, _CLONE_THREAD), allow, refuse]
    parts += [op(equal, 0, 4, tgkill), op(load, 0, 0, 16), op(equal, 0, 1, pid), allow, refuse]
    return b"".join([*parts, allow])


def _seccomp() -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != 8:
        return False
    audit, groups, clone, tgkill = machine
    denied = (*(n for group in groups.values() for n in group), *_NEWER)
    code = _program(audit, denied, clone, tgkill, os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)), 16)
    return bool(_libc().prctl(22, 2, head, 0, 0) == 0)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
