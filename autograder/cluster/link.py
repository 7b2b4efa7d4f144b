"""The client's link to a Dask scheduler: sends submissions to workers that fit, and outlives what becomes of either.

All of it runs in one thread with an event loop of its own. Each second it asks the scheduler who works there; workers
that are new are told what is graded, and looked at before they count. A scheduler that is gone is waited for.
"""

import asyncio
import json
import logging
import threading
import time
import warnings
from collections.abc import Callable, Coroutine, Mapping
from concurrent import futures
from contextlib import suppress
from typing import Any, Final, TypeVar

from distributed import Client, Future, KilledWorker

from autograder.cluster.addresses import resolve
from autograder.cluster.worker import Opening, close_batch, grade, open_batch
from autograder.errors import GraderFault, UsageError, as_line

T = TypeVar("T")
CONNECT_SECONDS: Final = 10.0
LOST_SECONDS: Final = 60.0
_OPEN_SECONDS: Final = 300.0  # TensorFlow from a slow disk
_BEAT_SECONDS: Final = 1.0
_ANSWER_SECONDS: Final = 10.0
_QUIET_SECONDS: Final = 5.0
_CLOSE_SECONDS: Final = 5.0
_TRIES: Final = 2
_SENDS: Final = 20  # of one submission, whatever the reason


class Link:
    """A connection to a scheduler, from ``open`` to ``close``; ``tell`` hears, in a line each, of what is amiss."""

    def __init__(self, address: str, opening: Opening, tell: Callable[[str], None]) -> None:
        self._given = address
        self._opening = opening
        self._tell = tell
        self._loop = asyncio.new_event_loop()
        # What Dask's own work in the background raises is no news: who waits for it finds out.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._thread = threading.Thread(target=self._loop.run_forever, name="autograder-cluster", daemon=True)
        self._client: Client | None = None
        self._scheduler = ""  # the one we are connected to, by its own name
        self._up = asyncio.Event()
        self._threads: dict[str, int] = {}  # of the workers that are there, by address
        self._admissions: dict[str, asyncio.Task[None]] = {}
        self._fit: set[str] = set()
        self._unfit: dict[str, str] = {}
        self._failure: GraderFault | None = None
        self._watch: asyncio.Task[None] | None = None
        self._flights: set[asyncio.Task[Any]] = set()
        self._closing = False

    def open(self) -> None:
        """Connects, and looks at every worker that is there.

        Raises:
            UsageError: this is no address.
            GraderFault: nobody answers there, or not one of its workers fits.
        """
        self._thread.start()
        try:
            self._do(self._open())
        except BaseException:
            self.close()
            raise

    def window(self) -> int:
        """How many submissions are worth having under way; raises ``GraderFault`` where the scheduler is lost."""
        if self._failure is not None:
            raise self._failure
        return max(2 * sum(threads for address, threads in self._threads.items() if address in self._fit), 1)

    def send(self, request: Mapping[str, Any], files: bytes) -> "futures.Future[dict[str, Any]]":
        """Has a worker grade a packed submission; the answer is ``{parts}`` or ``{fault}``, or a ``GraderFault``."""
        return asyncio.run_coroutine_threadsafe(self._flight(json.dumps(request).encode(), files), self._loop)

    def close(self) -> None:
        """Ends what workers do for us, and hangs up."""
        self._closing = True
        with suppress(futures.TimeoutError, futures.CancelledError):
            self._do(self._close(), 4 * _CLOSE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    async def _open(self) -> None:
        await self._connect()
        await self._look()
        await asyncio.gather(*self._admissions.values())
        if self._unfit and not self._fit:
            raise GraderFault(f"no worker at {self._given} can grade this: {_joined(self._unfit)}")
        for address, unfit in sorted(self._unfit.items()):
            self._tell(f"{address} gets no work: {unfit}")
        self._watch = asyncio.create_task(self._watched())

    async def _connect(self) -> None:
        address, security = await asyncio.to_thread(resolve, self._given)
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what there is to tell, we tell
        client: Client | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # differing versions are told with the workers
                client = Client(
                    address, security=security, asynchronous=True, timeout=CONNECT_SECONDS, set_as_default=False
                )
                self._client = await client
            self._scheduler = await self._name()
        except (OSError, ValueError, TypeError, OverflowError, RuntimeError, ImportError) as error:
            if client is not None:
                await client.close()
            if isinstance(error, OSError):  # asyncio's TimeoutError, too
                raise GraderFault(f"no scheduler answers at {self._given}: {as_line(error)}") from None
            raise UsageError(f"--scheduler {self._given}: {as_line(error)}") from None
        self._up.set()

    async def _name(self) -> str:
        assert self._client is not None
        identity = await asyncio.wait_for(self._client.scheduler.identity(), _ANSWER_SECONDS)
        return str(identity["id"])

    async def _look(self) -> None:
        """Finds out who works there now, and has those looked at who are new."""
        assert self._client is not None
        threads = await asyncio.wait_for(self._client.nthreads(), _ANSWER_SECONDS)
        for address in self._threads.keys() - threads.keys():
            self._admissions.pop(address, None)
            self._fit.discard(address)
            self._unfit.pop(address, None)
        self._threads = dict(threads)
        for address in threads:  # one that did not answer may do so now
            self._admission(address, again=address not in self._fit and address not in self._unfit)

    def _admission(self, address: str, again: bool = False) -> "asyncio.Task[None]":
        known = self._admissions.get(address)
        if known is None or (again and known.done()):
            known = self._admissions[address] = asyncio.create_task(self._admit(address))
        return known

    async def _admit(self, address: str) -> None:
        """Opens the batch on a worker; one that does not fit is told of once, and gets nothing."""
        assert self._client is not None
        opening = self._opening.as_bytes()
        try:
            run = self._client.run(open_batch, opening, workers=[address], on_error="return")
            answer = (await asyncio.wait_for(run, _OPEN_SECONDS)).get(address)
        except (TimeoutError, OSError) as error:
            answer = error
        if isinstance(answer, OSError):  # it has left; where it has not, its first task says that it is closed
            return
        unfit = _unfit(answer)
        if not unfit:
            self._fit.add(address)
        elif address not in self._unfit:
            self._unfit[address] = unfit
            if self._watch is not None:
                self._tell(f"{address} gets no work: {unfit}")

    async def _watched(self) -> None:
        """Keeps what is known of the cluster true, and gives up when the scheduler has been away too long."""
        heard = worked = time.monotonic()
        told = ""
        while not self._closing:
            await asyncio.sleep(_BEAT_SECONDS)
            now = time.monotonic()
            if await self._beat():
                heard = now
            looking = any(not task.done() for task in self._admissions.values())
            worked = now if self._fit or looking else worked
            if now - heard > LOST_SECONDS:
                self._fail(f"the scheduler at {self._given} is gone, and did not come back in {LOST_SECONDS:g} seconds")
                return
            silent = now - heard > _QUIET_SECONDS
            line = f"the scheduler at {self._given} does not answer: waiting" if silent else ""
            if not silent and now - worked > _QUIET_SECONDS:
                line = f"no workers at {self._given}: waiting"
            if line and line != told:
                self._tell(line)
            told = line

    async def _beat(self) -> bool:
        """Whether the scheduler answers; where it is another than before, or the link broke, there is a new one."""
        try:
            if self._client is None or self._client.status in ("closed", "closing"):
                await self._connect()
            elif self._client.status != "running":
                return False
            elif await self._name() != self._scheduler:
                await self._renew()
            await self._look()
        except (TimeoutError, OSError, GraderFault, UsageError):
            return False
        return True

    async def _renew(self) -> None:
        """Hangs up, which cancels what is under way there, and connects again."""
        self._up.clear()
        assert self._client is not None
        with suppress(OSError, asyncio.TimeoutError):
            await asyncio.wait_for(self._client.close(), _CLOSE_SECONDS)
        await self._connect()

    def _fail(self, reason: str) -> None:
        self._failure = GraderFault(f"{reason}; what was graded is kept, and the same command goes on with the rest")

    async def _flight(self, request: bytes, files: bytes) -> dict[str, Any]:
        task = asyncio.current_task()
        assert task is not None
        self._flights.add(task)
        try:
            return await self._graded(request, files)
        finally:
            self._flights.discard(task)

    async def _graded(self, request: bytes, files: bytes) -> dict[str, Any]:
        """Sends until there is an answer; a fault is given another try, elsewhere where there is elsewhere."""
        answer: dict[str, Any] = {}
        faulty: set[str] = set()
        for _ in range(_SENDS):
            found = await self._sent(request, files, faulty)
            if found is None:
                continue
            answer = found
            if "closed" in answer:
                await self._admission(answer["worker"], again=True)
            elif "fault" in answer and len(faulty) + 1 < _TRIES and "worker" in answer:
                faulty.add(answer["worker"])
            else:
                return answer
        return answer if "fault" in answer else {"fault": f"the cluster at {self._given} gave no answer"}

    async def _sent(self, request: bytes, files: bytes, faulty: set[str]) -> dict[str, Any] | None:
        """A worker's answer; None where what was sent is lost, and is to be sent again."""
        workers = await self._workers()
        assert self._client is not None
        restricted = workers if self._unfit else None
        if elsewhere := sorted(workers - faulty if faulty else ()):
            restricted = set(elsewhere)
        future = self._client.submit(
            grade,
            self._opening.token,
            request,
            files,
            pure=False,
            workers=None if restricted is None else sorted(restricted),
        )
        try:
            return _answer(await self._result(future, restricted))
        except futures.CancelledError:
            await self._cancelled()
            return None
        except (KilledWorker, OSError) as error:
            return {"fault": _killed(error)}
        except Exception as error:  # whatever a worker raises
            return {"fault": f"a worker failed: {as_line(error)}"}
        finally:
            future.release()

    async def _result(self, future: "Future[bytes]", workers: set[str] | None) -> bytes:
        """The result; raises ``CancelledError`` of ``concurrent.futures`` where it will not come."""
        waiting = asyncio.ensure_future(future.result())
        try:
            while not (await asyncio.wait([waiting], timeout=_BEAT_SECONDS))[0]:
                if self._failure is not None:
                    raise self._failure
                if workers is not None and self._threads and not workers & self._threads.keys():
                    raise futures.CancelledError
        except BaseException:
            waiting.cancel()
            raise
        result: bytes = waiting.result()
        return result

    async def _cancelled(self) -> None:
        if self._failure is not None:
            raise self._failure
        await asyncio.sleep(_BEAT_SECONDS / 4)
        await self._up.wait()

    async def _workers(self) -> set[str]:
        """Those that fit, as soon as there are any."""
        while True:
            if self._failure is not None:
                raise self._failure
            fit = self._fit & self._threads.keys()
            if fit and self._up.is_set() and self._client is not None and self._client.status == "running":
                return fit
            await asyncio.sleep(_BEAT_SECONDS / 4)

    async def _close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        for task in (*self._flights, *self._admissions.values()):
            task.cancel()
        if self._client is None:
            return
        with suppress(OSError, asyncio.TimeoutError):
            if self._client.status == "running" and self._fit:
                run = self._client.run(close_batch, self._opening.token, workers=sorted(self._fit), on_error="ignore")
                await asyncio.wait_for(run, _CLOSE_SECONDS)
        with suppress(OSError, asyncio.TimeoutError):
            await asyncio.wait_for(self._client.close(), _CLOSE_SECONDS)


def _unfit(answer: object) -> str:
    """Why a worker that answered so, when it was opened, does not fit; "" where it does."""
    if isinstance(answer, Exception):
        return as_line(answer)
    try:
        found = json.loads(answer)["unfit"] if isinstance(answer, bytes) else None
    except (ValueError, KeyError, TypeError):
        found = None
    return found if isinstance(found, str) else "its answer is none"


def _answer(data: object) -> dict[str, Any]:
    """What a worker answered; raises ``ValueError`` where that is no answer."""
    answer = json.loads(data) if isinstance(data, bytes) else None
    if not isinstance(answer, dict) or not {"parts", "fault", "closed"} & answer.keys():
        raise ValueError("its answer is none")
    return answer


def _killed(error: Exception) -> str:
    if isinstance(error, KilledWorker):
        return f"{error.allowed_failures + 1} workers ended while they graded this"
    return f"the cluster failed: {as_line(error)}"


def _joined(reasons: Mapping[str, str]) -> str:
    return "; ".join(f"{address}: {reason}" for address, reason in sorted(reasons.items()))
