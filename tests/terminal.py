"""A command run at a terminal of some width, which a pipe is not."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Sequence
from pathlib import Path


def at_terminal(command: Sequence[str], folder: Path, columns: int, locale: str) -> str:
    """What a command prints on a screen so wide, in a locale such as zh_CN.UTF-8."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LC_ALL", "LC_MESSAGES")}
    process = subprocess.Popen(
        command, cwd=folder, env={**kept, "LANG": locale, "PYTHONUTF8": "1"}, stdin=theirs,
        stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    parts: list[bytes] = []
    try:
        while part := os.read(ours, 1 << 16):
            parts.append(part)
    except OSError:  # how Linux tells that the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait(timeout=60)
    return b"".join(parts).decode().replace("\r\n", "\n")
