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
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO

from kg import manifest
from kg.background import in_background
from kg.errors import BuildMissing, KgError
from kg.model import vocabulary
from kg.model.index import Index
from kg.model.vocabulary import Vocabulary
from kg.rdf import DefaultGraph, RdfFormat, Store, open_store, parse
from server.sparql.engine import errors
from server.sparql.engine.confinement import confine, is_supported
from server.sparql.engine.graph_files import GraphSource, preload
from server.sparql.engine.worker import Stores, serve
from server.sparql.engine.zygote import RUNNING, ZygoteConfig

_PR_SET_PDEATHSIG = 1
_PREOPENED_TABLES = 16  # table files that RocksDB opens together with a store
_PART = 5_000  # quads that are loaded before the next command is read


def main(control: socket.socket) -> None:
    """Run the zygote process: load the build, then fork and reap workers on request."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    config = ZygoteConfig(**json.loads(control.recv(65536)))
    try:
        _check(config)
        terms = _preload_graph_writers(config)
    except (OSError, SyntaxError, ValueError, RuntimeError, KgError) as error:
        control.send(f"the build in {config.folder} cannot be loaded: {error}".encode()[:60000])
        return
    _raise_oom_score()
    _freeze_heap()
    control.send(b"ready")
    default = Store()
    parts = _load(config, default)
    loading = config.in_memory and bool(config.folder)
    children: set[int] = set()
    while True:
        # Until the default graph is loaded, workers read all from disk.
        if loading and not _has_command(control):
            loading = next(parts, False)
            if not loading:
                _freeze_heap()
            continue
        command = control.recv(64).decode()
        if not command:
            break
        verb, _, argument = command.partition(" ")
        if verb == "fork":
            memory = default if config.in_memory and not loading else None
            children.add(_fork(control, config, memory, terms, loading))
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


def _check(config: ZygoteConfig) -> None:
    """Raise OSError, ValueError, RuntimeError or KgError if the build is not complete."""
    if not config.folder:
        return
    folder = Path(config.folder)
    tables = len([*(folder / manifest.STORE).glob("*.sst")])
    if tables > _PREOPENED_TABLES and not is_supported():
        raise ValueError(
            f"its store has more than {_PREOPENED_TABLES} table files, and workers can be "
            "confined only by Landlock and seccomp (Linux 5.13; x86_64, aarch64)"
        )
    described = manifest.read(folder)
    # In a child, since an open store leaves threads and free memory behind.
    with in_background(lambda: len(open_store(folder / manifest.STORE))) as count:
        if config.in_memory:
            manifest.check_data(folder, described)
        quads, expected = count.result(), described.data.quads
    if quads != expected:
        raise ValueError(f"it has {quads:,} quads, not {expected:,}. Run kg build again")


def _load(config: ZygoteConfig, default: Store) -> Iterator[bool]:
    """Load the default graph of the build into a store; yields True after each part.

    In parts, since queries could use memory that is free in this process beyond their limit. Blank
    nodes keep their labels, so that answers are the same after a restart.
    """
    quads = parse(path=str(Path(config.folder) / manifest.DATA), format=RdfFormat.N_QUADS)
    while part := list(itertools.islice(quads, _PART)):
        default.bulk_extend(q for q in part if isinstance(q.graph_name, DefaultGraph))
        yield True


def _has_command(control: socket.socket) -> bool:
    """Whether the server sent a command, or closed its socket."""
    return bool(select.select([control], [], [], 0)[0])


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


def _fork(
    control: socket.socket,
    config: ZygoteConfig,
    default: Store | None,
    terms: Vocabulary | None,
    loading: bool,
) -> int:
    """Fork a worker, and send its PID, whether this process is loading, and its socket."""
    worker_end, server_end = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            server_end.close()
            _run_worker(config, worker_end, default, terms, parent)
        except (OSError, EOFError):
            os._exit(0)
        except BaseException:  # a panic of the engine included
            os._exit(70)
        os._exit(0)
    worker_end.close()
    socket.send_fds(control, [b"%d %d" % (pid, loading)], [server_end.fileno()])
    server_end.close()
    return pid


def _run_worker(
    config: ZygoteConfig,
    sock: socket.socket,
    default: Store | None,
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
    limits = [resource.RLIMIT_CORE, resource.RLIMIT_FSIZE]
    source = None
    if terms:
        # Each worker opens its own connection; queries work without one if the build is gone.
        with suppress(BuildMissing):
            source = GraphSource.open(Path(config.index), config.base, terms)
    folder = Path(config.folder) / manifest.STORE if config.folder else None
    with Path("/proc/self/statm").open() as statm:
        confined = confine(folder)
        stores = Stores(partial(_open_dataset, folder, statm), default)
        opens_later = confined and default is not None
        if not opens_later:
            _ = stores.dataset
        # RocksDB opens further files of a store when it reads them.
        if folder is None or not confined:
            limits.append(resource.RLIMIT_NOFILE)
        memory = _address_space(statm) + config.memory_bytes
        # Only to open the store later may the limit rise.
        hard = resource.RLIM_INFINITY if opens_later else memory
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
        for limit in limits:
            resource.setrlimit(limit, (0, 0))
        serve(sock, stores, config.base, source)


def _open_dataset(folder: Path | None, statm: TextIO) -> Store:
    """The store on disk, empty without a folder. The limit of memory grows by what it takes.

    Raises EngineUnavailable if it cannot be opened, as when the build was removed.
    """
    if folder is None:
        return Store()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    before = _address_space(statm)
    try:
        return open_store(folder)
    except OSError as error:
        raise errors.EngineUnavailable(
            f"the store of the build cannot be opened: {error}"
        ) from error
    finally:
        if soft != resource.RLIM_INFINITY:
            memory = soft + _address_space(statm) - before
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _address_space(statm: TextIO) -> int:
    """The size of the address space of this process, in bytes, from its /proc/self/statm."""
    statm.seek(0)
    return int(statm.read().split()[0]) * resource.getpagesize()


def _freeze_heap() -> None:
    """Return free memory to the system, and keep collections in workers from copying pages."""
    gc.collect()
    with suppress(AttributeError):  # a quarter of this process, with glibc
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()


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
