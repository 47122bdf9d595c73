"""The zygote: holds a build's store once and forks a worker from it whenever one is wanted.

A process of one thread, so that forking is safe, and the parent of all workers, so that their
memory is shared and their end is known. `Zygote` is the server's side of it. It ends, with
every worker, when the server closes its socket or dies.
"""

from __future__ import annotations

import ctypes
import gc
import itertools
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

from kg import manifest
from kg.errors import BuildMissing, KgError
from kg.model import vocabulary
from kg.model.index import Index
from kg.model.vocabulary import Vocabulary
from kg.rdf import DefaultGraph, RdfFormat, Store, open_store, parse
from server.sparql.engine import EngineDown
from server.sparql.engine.confinement import confine, is_supported
from server.sparql.engine.worker import Stores, serve

_PR_SET_PDEATHSIG = 1
_NICENESS = 19
_RUNS = b"runs"  # what the zygote says of a worker that has not ended yet
_PART = 10_000  # quads that are loaded at once
_TABLES = 16  # files of a store that RocksDB opens at once with the store
# Where this process finds its modules, since the zygote gets nothing of its environment.
_PATHS = os.pathsep.join([str(Path(__file__).resolve().parents[3]), *filter(None, sys.path)])


@dataclass(frozen=True, slots=True)
class Plan:
    """What a zygote loads and what each of its workers may use.

    `folder` is the build whose store it is ("" for an empty one), `base` what relative IRIs are
    resolved against, `index` the build whose index graph files are made from ("": none is written).
    """

    folder: str
    base: str
    in_memory: bool
    memory_bytes: int
    index: str = ""


class ZygoteEnded(EngineDown):
    """It ended without a word while it loaded: someone ended it, or it had no memory."""


class WorkerProcess:
    """A worker as the server sees it: its socket, and a way to end it."""

    def __init__(self, zygote: Zygote, pid: int, link: socket.socket) -> None:
        self.zygote = zygote
        self.pid = pid
        self.link = link
        self._ended: int | None = None
        self._lock = threading.Lock()

    def processor_seconds(self) -> float:
        """The time that the processor has spent on it; 0 where nobody can tell."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def held_bytes(self) -> int:
        """The most memory that it can hold beside what it shares; 0 where nobody can tell.

        Every page that it has made, or copied from the zygote since it wrote to it, was a page
        fault; and it holds no more than it has in memory, shared pages included.
        """
        try:
            faults = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[7]
            pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        except (OSError, IndexError):
            return 0
        return min(int(faults), int(pages)) * resource.getpagesize()

    def renice(self) -> None:
        """Let all others go first from now on."""
        with self._lock, suppress(OSError):
            if self._exists():
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICENESS)

    def kill(self) -> None:
        """End the process at once. Its socket then reads as closed."""
        with self._lock, suppress(OSError):
            if self._exists():
                os.kill(self.pid, signal.SIGKILL)

    def end(self) -> int:
        """End the process, free what it held, and tell its exit status (-n: killed by signal n).

        The process keeps its number until the zygote has been asked here, so `kill` can never
        hit another. Where the zygote has ended, its workers have too, and their numbers are free.
        """
        self.kill()
        with self._lock:
            if self._ended is None:
                self.link.close()
                self._ended = self.zygote.reap(self.pid)
            return self._ended

    def _exists(self) -> bool:
        return self._ended is None and self.zygote.alive()


class Zygote:
    """A zygote process. Raises EngineDown where it does not start, with its reason."""

    def __init__(self, plan: Plan) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self._control = ours
        try:
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "server.sparql.engine.zygote", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C is for the server, which lets queries finish.
                    env={"PYTHONPATH": _PATHS, "PYTHONDONTWRITEBYTECODE": "1"},
                )
        except OSError as error:  # the machine has no process or no memory left
            ours.close()
            raise EngineDown(f"no process can be started: {error}") from error
        self.pid = self._process.pid
        answer = ""
        with suppress(OSError):  # ended before it has read all or said anything
            ours.send(json.dumps(asdict(plan)).encode())
            answer = ours.recv(65536).decode()
        if answer != "ready":
            self.close()
            if not answer:
                raise ZygoteEnded("the zygote ended while it loaded the build")
            raise EngineDown(answer)

    def fork(self) -> WorkerProcess:
        """A new worker. Raises EngineDown where the zygote has ended."""
        with self._lock:
            try:
                self._control.send(b"fork")
                data, fds, _, _ = socket.recv_fds(self._control, 64, 1)
            except OSError as error:
                raise EngineDown(f"the zygote has ended: {error}") from error
        if not fds:
            raise EngineDown(data.decode() or "the zygote has ended")
        return WorkerProcess(self, int(data), socket.socket(fileno=fds[0]))

    def reap(self, pid: int) -> int:
        """The exit status of a worker that ended or was killed.

        One of low priority takes its time to end, and the zygote must fork others meanwhile.
        """
        answer, pause = _RUNS, 0.001
        while answer == _RUNS:
            with self._lock:
                try:
                    self._control.send(b"reap %d" % pid)
                    answer = self._control.recv(64)
                except OSError:
                    answer = b""
            if answer == _RUNS:
                time.sleep(pause)
                pause = min(2 * pause, 0.02)
        return int(answer or -signal.SIGKILL)

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and all its workers."""
        with self._lock:
            self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main(control: socket.socket) -> None:
    """The zygote's own process: load the build, then fork and reap as the server asks."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    plan = Plan(**json.loads(control.recv(65536)))
    try:
        stores = _load(plan)
        terms = _prepared(plan)
    except (OSError, SyntaxError, ValueError, KgError) as error:
        control.send(f"the build in {plan.folder} cannot be loaded: {error}".encode()[:60000])
        return
    _last_to_be_spared()
    gc.collect()
    _give_back()
    gc.freeze()  # Workers share these pages as long as nobody touches them.
    control.send(b"ready")
    children: set[int] = set()
    while command := control.recv(64).decode():
        verb, _, argument = command.partition(" ")
        if verb == "fork":
            children.add(_fork(control, plan, stores, terms))
        else:
            pid = int(argument)
            if (status := _reap(pid, os.WNOHANG)) is not None:
                children.discard(pid)
            control.send(_RUNS if status is None else str(status).encode())
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in children:
        _reap(pid)


def _load(plan: Plan) -> Stores | None:
    """The stores in memory; None where each worker opens the one on disk for itself.

    Raises what tells why, also where it is not all that the build's manifest describes.
    """
    folder = Path(plan.folder)
    if not plan.in_memory:
        _counted(len(open_store(folder / manifest.STORE)), folder)
        if len([*(folder / manifest.STORE).glob("*.sst")]) > _TABLES and not is_supported():
            raise ValueError(
                f"its store has more than {_TABLES} table files, and workers can only be kept from "
                "other files by Landlock and seccomp (Linux 5.13; x86_64, aarch64). "
                "Give --in-memory-mb more than its N-Quads have"
            )
        return None
    store, default = Store(), Store()
    if plan.folder:
        manifest.check_data(folder, manifest.read(folder))
        # Blank nodes keep their labels, so that a build gives the same answers after a restart.
        path = str(folder / manifest.DATA)
        # Both in the order of the file, so that it does not matter which of them answers. In parts:
        # memory that loading leaves free inside the process, queries get beyond their limit.
        quads = parse(path=path, format=RdfFormat.N_QUADS)
        while part := list(itertools.islice(quads, _PART)):
            store.bulk_extend(part)
            default.bulk_extend(q for q in part if isinstance(q.graph_name, DefaultGraph))
        _counted(len(store), folder)
    return Stores(store, default)


def _prepared(plan: Plan) -> Vocabulary | None:
    """The vocabulary of the index, if there is one, once all is loaded that writes graph files.

    Raises ValueError where another version has made it.
    """
    if not plan.index:
        return None
    # Here, since the server imports this module and has no use for that one.
    from server.sparql.engine.graph_files import prepare

    prepare()
    index = Index(Path(plan.index))
    try:
        return vocabulary.read(index)
    except (KeyError, TypeError) as error:
        raise ValueError("another version has made its index. Make it anew: kg build") from error
    finally:
        index.close()


def _counted(quads: int, folder: Path) -> None:
    """Raise ValueError where a build has another number of quads than its manifest says."""
    expected = manifest.read(folder).data.quads
    if quads != expected:
        raise ValueError(f"it has {quads:,} quads, not {expected:,}. Make it anew: kg build")


def _fork(
    control: socket.socket, plan: Plan, stores: Stores | None, terms: Vocabulary | None
) -> int:
    """Fork a worker, and send its number and its socket to the server."""
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            theirs.close()
            _confine(plan, ours, stores, terms, parent)
        except (OSError, EOFError):
            os._exit(0)
        except BaseException:  # a panic of the engine included
            os._exit(70)
        os._exit(0)
    ours.close()
    socket.send_fds(control, [str(pid).encode()], [theirs.fileno()])
    theirs.close()
    return pid


def _confine(
    plan: Plan, link: socket.socket, stores: Stores | None, terms: Vocabulary | None, parent: int
) -> None:
    """In the worker: give up all that answering queries does not need, then answer them."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    folder = Path(plan.folder) / manifest.STORE
    limits = [resource.RLIMIT_CORE, resource.RLIMIT_FSIZE]
    files = None
    if terms:
        from server.sparql.engine.graph_files import Source

        # Each worker has a connection of its own; where the build is gone it answers without one.
        with suppress(BuildMissing):
            files = Source.opened(Path(plan.index), plan.base, terms)
    with Path("/proc/self/statm").open() as statm:
        confined = confine(None if stores else folder)
        # The engine opens the files of a store on disk as it comes to need them.
        if stores or not confined:
            limits.append(resource.RLIMIT_NOFILE)
        stores = stores or Stores(open_store(folder))
        memory = int(statm.read().split()[0]) * resource.getpagesize() + plan.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for limit in limits:
        resource.setrlimit(limit, (0, 0))
    serve(link, stores, plan.base, files)


def _give_back() -> None:
    """Return what loading took and no longer needs: a quarter of this process, with glibc."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _last_to_be_spared() -> None:
    """Should the machine run out of memory, workers are to be ended before anything else."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def _reap(pid: int, options: int = 0) -> int | None:
    """The exit status of a child, as `os.waitstatus_to_exitcode` tells it; None: it still runs."""
    try:
        ended, status = os.waitpid(pid, options)
    except ChildProcessError:
        return -signal.SIGKILL
    return os.waitstatus_to_exitcode(status) if ended else None


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # where the server has gone meanwhile
        main(socket.socket(fileno=int(sys.argv[1])))
