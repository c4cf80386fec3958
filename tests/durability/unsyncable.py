"""Starts a program on a disk that cannot sync: `python -m tests.durability.unsyncable PROGRAM …`.

The kernel answers each `fsync` and `fdatasync` of the program, and of all that it starts, with an I/O error
(a seccomp filter; no rights are needed for that). Whatever it acknowledges then, it has not synced.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

# By machine: what the kernel calls it, fsync's number, fdatasync's.
MACHINES = {"x86_64": (0xC000003E, 74, 75), "aarch64": (0xC00000B7, 82, 83)}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER, MACHINE = 0, 4
ALLOWED, REFUSED = 0x7FFF0000, 0x00050000 | errno.EIO


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def refuse_to_sync() -> None:
    """For this process and all it starts, for good."""
    machine, fsync, fdatasync = MACHINES[platform.machine()]
    steps = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 0, 4, machine),
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 1, 0, fsync),
        (EQUAL, 0, 1, fdatasync),
        (RETURN, 0, 0, REFUSED),
        (RETURN, 0, 0, ALLOWED),
    ]
    program = Program(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*call) != 0:
            raise OSError(ctypes.get_errno(), "the kernel takes no filter")


if __name__ == "__main__":
    refuse_to_sync()
    os.execvp(sys.argv[1], sys.argv[1:])
