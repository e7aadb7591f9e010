"""How the process keeps its memory."""

import ctypes
import platform

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT = 256 * 1024 * 1024  # bytes


def keep_freed_memory() -> None:
    """On Linux, keep freed arrays for the next ones: about twice as fast for England."""
    if platform.system() != "Linux":
        return
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:  # another C library, which works as well, only slower
        return
    for option in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
        libc.mallopt(option, KEPT)
