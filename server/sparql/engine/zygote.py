"""The server's side of the zygote, a process that loads a build and forks workers from it.

`server.sparql.engine.zygote_main` runs in the process, which exits, with all workers, when the
server closes its socket or exits.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from server.sparql.engine import errors

_PROGRAM = "server.sparql.engine.zygote_main"
_NICENESS = 19
RUNNING = b"runs"  # reply of the zygote for a worker that has not exited yet
# The module path of this process; the zygote does not inherit its environment.
_PYTHONPATH = os.pathsep.join([str(Path(__file__).resolve().parents[3]), *filter(None, sys.path)])


@dataclass(frozen=True, slots=True)
class ZygoteConfig:
    """What a zygote loads, and the limits of its workers.

    `folder` is the build with the store ("" for an empty store), `base` the base of relative IRIs,
    `index` the build with the index for graph files ("" if none are written).
    """

    folder: str
    base: str
    in_memory: bool
    memory_bytes: int
    index: str = ""


class ZygoteExited(errors.EngineUnavailable):
    """The zygote exited during start-up without an error: it was killed, or had no memory."""


class WorkerProcess:
    """The server's side of a worker: its socket, and methods to stop it.

    A worker that was `forked_during_load` of the default graph reads all from disk.
    """

    def __init__(
        self, zygote: Zygote, pid: int, sock: socket.socket, forked_during_load: bool = False
    ) -> None:
        self.zygote = zygote
        self.pid = pid
        self.sock = sock
        self.forked_during_load = forked_during_load
        self._status: int | None = None
        self._lock = threading.Lock()

    def processor_seconds(self) -> float:
        """The processor time that it has used; 0 if the kernel does not report it."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def memory_bytes(self) -> int:
        """An upper bound of its own memory, in bytes; 0 if the kernel does not report it.

        Each page that it allocated, or copied from the zygote, was a page fault; and its own pages
        are part of its resident memory.
        """
        try:
            faults = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[7]
            pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        except (OSError, IndexError):
            return 0
        return min(int(faults), int(pages)) * resource.getpagesize()

    def renice(self) -> None:
        """Give the process the lowest priority."""
        with self._lock, suppress(OSError):
            if self._is_running():
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICENESS)

    def kill(self) -> None:
        """Kill the process with SIGKILL, which closes its socket."""
        with self._lock, suppress(OSError):
            if self._is_running():
                os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> int:
        """Kill the process, close its socket, and return its exit status (-n: killed by signal n).

        The PID cannot be reused before the zygote reaps the process here, so `kill` never hits
        another process. If the zygote has exited, its workers have too, and no signal is sent.
        """
        self.kill()
        with self._lock:
            if self._status is None:
                self.sock.close()
                self._status = self.zygote.reap(self.pid)
            return self._status

    def _is_running(self) -> bool:
        return self._status is None and self.zygote.is_alive()


class Zygote:
    """A zygote process. Raises EngineUnavailable, with the reason, if it does not start."""

    def __init__(self, config: ZygoteConfig) -> None:
        parent_end, child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self._control = parent_end
        try:
            with child_end:
                self._process = subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        _PROGRAM,
                        str(child_end.fileno()),
                    ],
                    pass_fds=[child_end.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # no Ctrl-C: the server lets queries finish
                    env={"PYTHONPATH": _PYTHONPATH, "PYTHONDONTWRITEBYTECODE": "1"},
                )
        except OSError as error:  # no process or no memory left
            parent_end.close()
            raise errors.EngineUnavailable(f"cannot start a process: {error}") from error
        self.pid = self._process.pid
        reply = ""
        with suppress(OSError):  # it exited before it read the configuration or replied
            parent_end.send(json.dumps(asdict(config)).encode())
            reply = parent_end.recv(65536).decode()
        if reply != "ready":
            self.close()
            if not reply:
                raise ZygoteExited("the zygote exited while it loaded the build")
            raise errors.EngineUnavailable(reply)

    def fork(self) -> WorkerProcess:
        """A new worker. Raises EngineUnavailable if the zygote has exited."""
        with self._lock:
            try:
                self._control.send(b"fork")
                data, fds, _, _ = socket.recv_fds(self._control, 64, 1)
            except OSError as error:
                raise errors.EngineUnavailable(f"the zygote has exited: {error}") from error
        if not fds:
            raise errors.EngineUnavailable(data.decode() or "the zygote has exited")
        pid, loading = map(int, data.split())
        return WorkerProcess(self, pid, socket.socket(fileno=fds[0]), bool(loading))

    def reap(self, pid: int) -> int:
        """The exit status of a worker that exited or was killed.

        A reniced worker may take long to exit, so the zygote replies at once and can fork others.
        """
        reply, pause = RUNNING, 0.001
        while reply == RUNNING:
            with self._lock:
                try:
                    self._control.send(b"reap %d" % pid)
                    reply = self._control.recv(64)
                except OSError:
                    reply = b""
            if reply == RUNNING:
                time.sleep(pause)
                pause = min(2 * pause, 0.02)
        return int(reply or -signal.SIGKILL)

    def is_alive(self) -> bool:
        """Whether the process is running."""
        return self._process.poll() is None

    def close(self) -> None:
        """Stop the zygote and all its workers."""
        with self._lock:
            self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
