#!/usr/bin/env bash
# Run once, as root, when Gradescope builds the image: the environment that run_autograder uses.
set -euo pipefail

: "${AUTOGRADER_ROOT:=/autograder}"
source=$AUTOGRADER_ROOT/source
home=$AUTOGRADER_ROOT/tensor-gears
environment=$home/environment

# The image's own Python is too old (Ubuntu 22.04: 3.10). uv fetches one whose SHA-256 is part of that very uv, so that
# an image built next year has the same one; and it takes the place of nothing that the image itself uses.
if [ ! -x "$environment/bin/python" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y --no-install-recommends ca-certificates libseccomp2 python3-venv
    python3 -m venv "$home/uv"
    "$home/uv/bin/python" -m pip install --no-cache-dir --disable-pip-version-check 'uv==0.13.9'
    export UV_PYTHON_INSTALL_DIR=$home/python
    "$home/uv/bin/uv" python install 3.11.18
    "$home/uv/bin/uv" venv --seed --managed-python --python 3.11.18 "$environment"
fi
python=$environment/bin/python

"$python" -m pip install --no-cache-dir --disable-pip-version-check \
    -c "$source/constraints.txt" -r "$source/requirements.txt"
# The grader is used where it lies: outside what a student's code may read.
"$python" -c 'import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "a-tensor-gears.pth").write_text(sys.argv[1] + "\n")' "$source/package"

if [ ! -f "$source/course/data/mnist.npz" ]; then
    KERAS_HOME=$home/keras "$python" -c 'import keras; keras.datasets.mnist.load_data()' || {
        echo "autograder: MNIST cannot be downloaded here: make the bundle with --mnist FILE"
        exit 1
    }
    mkdir -p "$source/course/data"
    mv "$home/keras/datasets/mnist.npz" "$source/course/data/mnist.npz"
fi

# The machine that builds need not be like those that grade: what is missing here is told, and does not end the build.
"$python" -P -m autograder doctor --course "$source/course" ||
    echo "autograder: something is missing, see above: where the grading machines lack it, too, nothing is graded"
