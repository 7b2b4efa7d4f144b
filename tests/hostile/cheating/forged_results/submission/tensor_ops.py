import os
import shutil
from pathlib import Path

RESULT = b'{"student": "me", "status": "graded", "score": 100, "max_score": 100, "units": {}}'
HERE = Path.cwd()
PLACES = [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path(os.path.expanduser("~")), *HERE.parents]
PATHS = [HERE / name for name in ("result.json", "grades.csv", "tensor_ops.py", "hostile-note")]
PATHS += [HERE.parent.parent / "results" / HERE.name / name for name in ("result.json", "feedback.html")]
PATHS += [place / "hostile-note" for place in PLACES]
WRITTEN = []


def tried(attempt, *arguments):
    """Whether the attempt succeeds; what it made is taken away again where it is nobody's."""
    try:
        attempt(*arguments)
    except OSError:
        return
    WRITTEN.append(attempt)
    for path in arguments:
        if "hostile-" in str(path):
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


def written(path, flags):
    descriptor = os.open(path, flags)
    os.write(descriptor, RESULT)
    os.close(descriptor)


for path in PATHS:
    tried(written, path, os.O_WRONLY | os.O_APPEND)
    tried(written, path, os.O_RDWR | os.O_CREAT)
for place in (HERE, *PLACES):
    tried(os.symlink, "/etc/passwd", place / "hostile-link")
    tried(os.mkdir, place / "hostile-folder")
    tried(os.link, HERE / "tensor_ops.py", place / "hostile-linked.py")
    tried(os.mkfifo, place / "hostile-fifo")
    tried(os.open, place, os.O_TMPFILE | os.O_RDWR)
tried(os.utime, HERE / "tensor_ops.py")
tried(os.chmod, HERE / "tensor_ops.py", 0o600)
tried(os.rename, HERE / "grades.csv", HERE / "grades.csv")
tried(os.truncate, HERE / "feedback.html", 0)
tried(os.unlink, HERE / "result.json")


def naive_relu(x):
    if not WRITTEN:
        raise PermissionError("nothing could be written")
    return (x > 0) * x


# honest: others
