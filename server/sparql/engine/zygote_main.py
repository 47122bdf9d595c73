"""The zygote process: loads the store of a build, and forks workers from it.

It has one thread, so that forking is safe. Its children share the memory of the store, and it
collects their exit status. It exits, with all workers, when the server closes its socket.
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
import sys
from contextlib import suppress
from pathlib import Path

from kg import manifest
from kg.errors import BuildMissing, KgError
from kg.model import vocabulary
from kg.model.index import Index
from kg.model.vocabulary import Vocabulary
from kg.rdf import DefaultGraph, RdfFormat, Store, open_store, parse
from server.sparql.engine.confinement import confine, is_supported
from server.sparql.engine.graph_files import GraphSource, preload
from server.sparql.engine.worker import Stores, serve
from server.sparql.engine.zygote import RUNNING, ZygoteConfig

_PR_SET_PDEATHSIG = 1
_PREOPENED_TABLES = 16  # table files that RocksDB opens together with a store
_PART = 10_000  # quads that are loaded at once


def main(control: socket.socket) -> None:
    """Run the zygote process: load the build, then fork and reap workers on request."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    config = ZygoteConfig(**json.loads(control.recv(65536)))
    try:
        stores = _load(config)
        terms = _preload_graph_writers(config)
    except (OSError, SyntaxError, ValueError, KgError) as error:
        control.send(f"the build in {config.folder} cannot be loaded: {error}".encode()[:60000])
        return
    _raise_oom_score()
    gc.collect()
    _trim_heap()
    gc.freeze()  # so that collections in workers do not copy shared pages
    control.send(b"ready")
    children: set[int] = set()
    while command := control.recv(64).decode():
        verb, _, argument = command.partition(" ")
        if verb == "fork":
            children.add(_fork(control, config, stores, terms))
        else:
            pid = int(argument)
            if (status := _reap(pid, os.WNOHANG)) is not None:
                children.discard(pid)
            control.send(RUNNING if status is None else str(status).encode())
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in children:
        _reap(pid)


def _load(config: ZygoteConfig) -> Stores | None:
    """The stores in memory; None if each worker opens the store on disk.

    Raises OSError, SyntaxError, ValueError or KgError, also if the store is incomplete.
    """
    folder = Path(config.folder)
    if not config.in_memory:
        _check_quads(len(open_store(folder / manifest.STORE)), folder)
        if (
            len([*(folder / manifest.STORE).glob("*.sst")]) > _PREOPENED_TABLES
            and not is_supported()
        ):
            raise ValueError(
                f"its store has more than {_PREOPENED_TABLES} table files, and workers can be "
                "confined only by Landlock and seccomp (Linux 5.13; x86_64, aarch64). "
                "Set --in-memory-mb above the size of its N-Quads"
            )
        return None
    store, default = Store(), Store()
    if config.folder:
        manifest.check_data(folder, manifest.read(folder))
        # Blank nodes keep their labels, so that answers are the same after a restart.
        path = str(folder / manifest.DATA)
        # Both in the order of the file, so that both return rows in the same order. In parts, since
        # queries could use memory that is free in this process beyond their limit.
        quads = parse(path=path, format=RdfFormat.N_QUADS)
        while part := list(itertools.islice(quads, _PART)):
            store.bulk_extend(part)
            default.bulk_extend(q for q in part if isinstance(q.graph_name, DefaultGraph))
        _check_quads(len(store), folder)
    return Stores(store, default)


def _preload_graph_writers(config: ZygoteConfig) -> Vocabulary | None:
    """Load the modules that write graph files; the vocabulary of the index, if there is one.

    Raises ValueError if another version of the program wrote the index.
    """
    if not config.index:
        return None
    preload()
    index = Index(Path(config.index))
    try:
        return vocabulary.read(index)
    except (KeyError, TypeError) as error:
        message = "its index was written by another version. Run kg build again"
        raise ValueError(message) from error
    finally:
        index.close()


def _check_quads(quads: int, folder: Path) -> None:
    """Raise ValueError if the number of quads differs from that in the manifest."""
    expected = manifest.read(folder).data.quads
    if quads != expected:
        raise ValueError(f"it has {quads:,} quads, not {expected:,}. Run kg build again")


def _fork(
    control: socket.socket, config: ZygoteConfig, stores: Stores | None, terms: Vocabulary | None
) -> int:
    """Fork a worker, and send its PID and its socket to the server."""
    worker_end, server_end = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            server_end.close()
            _run_worker(config, worker_end, stores, terms, parent)
        except (OSError, EOFError):
            os._exit(0)
        except BaseException:  # a panic of the engine included
            os._exit(70)
        os._exit(0)
    worker_end.close()
    socket.send_fds(control, [str(pid).encode()], [server_end.fileno()])
    server_end.close()
    return pid


def _run_worker(
    config: ZygoteConfig,
    sock: socket.socket,
    stores: Stores | None,
    terms: Vocabulary | None,
    parent: int,
) -> None:
    """Run a worker: drop all access that it does not need, then serve requests."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)
    folder = Path(config.folder) / manifest.STORE
    limits = [resource.RLIMIT_CORE, resource.RLIMIT_FSIZE]
    source = None
    if terms:
        # Each worker opens its own connection; queries work without one if the build is gone.
        with suppress(BuildMissing):
            source = GraphSource.open(Path(config.index), config.base, terms)
    with Path("/proc/self/statm").open() as statm:
        confined = confine(None if stores else folder)
        # RocksDB opens further files of a store on disk when it reads them.
        if stores or not confined:
            limits.append(resource.RLIMIT_NOFILE)
        stores = stores or Stores(open_store(folder))
        memory = int(statm.read().split()[0]) * resource.getpagesize() + config.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for limit in limits:
        resource.setrlimit(limit, (0, 0))
    serve(sock, stores, config.base, source)


def _trim_heap() -> None:
    """Return free heap memory to the system: a quarter of this process, with glibc."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _raise_oom_score() -> None:
    """Let the kernel kill workers before other processes if memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def _reap(pid: int, options: int = 0) -> int | None:
    """The exit status of a child, as of `os.waitstatus_to_exitcode`; None while it runs."""
    try:
        ended, status = os.waitpid(pid, options)
    except ChildProcessError:
        return -signal.SIGKILL
    return os.waitstatus_to_exitcode(status) if ended else None


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # the server has exited
        main(socket.socket(fileno=int(sys.argv[1])))
