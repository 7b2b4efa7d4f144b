"""Coverage-guided fuzzing of one reader, by Atheris (libFuzzer): ``python tests/fuzz/run.py wire --minutes 20``.

What it finds worth keeping goes to a folder of its own, seeded by ``tests/fuzz/corpus/``, which it leaves alone. A
crash ends the run, with the bytes in a file that libFuzzer names; a test replays what stands in the corpus. Needs the
extra ``fuzz``.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

with atheris.instrument_imports(include=["autograder", "zipfile", "json", "targets"]):
    import targets

SEED = 2021


def main() -> None:
    """Fuzzes until the time is up or something is found."""
    parser = argparse.ArgumentParser(description="Fuzzes one of the readers of what students hand in.")
    parser.add_argument("target", choices=sorted(targets.TARGETS))
    parser.add_argument("--minutes", type=float, default=5, help="how long (default 5)")
    parser.add_argument("--corpus", type=Path, help="where new cases go (default: a temporary folder)")
    options = parser.parse_args()
    corpus = options.corpus or Path(tempfile.mkdtemp(prefix=f"autograder-fuzz-{options.target}-"))
    corpus.mkdir(parents=True, exist_ok=True)
    for case in (HERE / "corpus" / options.target).iterdir():
        shutil.copy(case, corpus)
    print(f"new cases go to {corpus}", flush=True)
    arguments = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={round(60 * options.minutes)}",
        "-max_len=20000",
        "-timeout=20",
        "-rss_limit_mb=2048",
        f"-seed={SEED}",
        "-print_final_stats=1",
    ]
    atheris.Setup(arguments, targets.TARGETS[options.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
