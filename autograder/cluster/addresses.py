"""Where a scheduler is: an address, a scheduler's file that holds one, or a cluster's name at Dask Gateway."""

import json
from pathlib import Path
from typing import Any, Final

from autograder.errors import GraderFault, UsageError, as_line

_GATEWAY: Final = "gateway:"


def resolve(given: str) -> tuple[str, Any]:
    """The address that was given or stands in the file, and what it takes to be let in, where that is not Dask's own.

    ``gateway:NAME`` is the cluster of that name at the Dask Gateway that Dask's configuration names.

    Raises:
        UsageError: there is no such file, or it holds no address; or Dask Gateway's client is not installed.
        GraderFault: Dask Gateway has no such cluster, or does not answer.
    """
    if given.startswith(_GATEWAY) and not given.startswith(f"{_GATEWAY}//"):
        return _at_gateway(given.removeprefix(_GATEWAY))
    path = Path(given)
    if "://" in given or path.suffix != ".json":
        return given, None
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["address"]), None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{given}: no scheduler's file can be read there: {as_line(error)}") from None


def _at_gateway(name: str) -> tuple[str, Any]:
    try:
        from dask_gateway import Gateway  # noqa: PLC0415 - for those who have one
    except ImportError as error:
        raise UsageError(
            f"--scheduler {_GATEWAY}{name} needs dask-gateway: pip install dask-gateway ({error})"
        ) from None
    try:
        with Gateway() as gateway:
            report = gateway.get_cluster(name)
    except Exception as error:  # its own, the HTTP client's, the configuration's
        raise GraderFault(f"Dask Gateway gives no cluster {name}: {as_line(error)}") from None
    if not report.scheduler_address:
        raise GraderFault(f"Dask Gateway's cluster {name} is not running")
    return report.scheduler_address, report.security
