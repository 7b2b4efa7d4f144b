# first_network.py - A first neural network · 첫 번째 신경망
#
# Write each function in place of its `raise NotImplementedError(...)`; keep the names and the arguments.
# Check your work, in this folder:   pytest test_first_network.py
# These public tests are a beginning: the course's graders try more inputs. Hand in this file under this name.
#
# 함수마다 `raise NotImplementedError(...)` 줄을 지우고 그 자리에 코드를 쓰세요. 함수 이름과 인자는 바꾸지 마세요.
# 이 폴더에서 다음 명령으로 확인할 수 있습니다:   pytest test_first_network.py
# 공개 테스트는 시작일 뿐이고, 채점기는 더 많은 입력을 시험합니다. 파일 이름을 바꾸지 말고 제출하세요.
#
# (Generated from solutions/first_network.py by `autograder build`; teachers change that file, not this one.)

import keras
import numpy as np
from keras import layers


# --- The data · 데이터 ---


def load_mnist():
    """Load MNIST: 60,000 training and 10,000 test images of handwritten digits, with their labels.

    Returns:
        The pairs ``(train_images, train_labels), (test_images, test_labels)``: ``uint8`` arrays of the shapes
        ``(60000, 28, 28)``, ``(60000,)``, ``(10000, 28, 28)`` and ``(10000,)``, through ``keras.datasets``.

    Source: *Deep Learning with Python*, 2.1.

    >>> (train_images, train_labels), (test_images, test_labels) = load_mnist()
    >>> train_images.shape, test_images.shape
    ((60000, 28, 28), (10000, 28, 28))
    >>> train_labels[:5].tolist()
    [5, 0, 4, 1, 9]
    """
    # YOUR CODE HERE
    raise NotImplementedError("load_mnist is not written yet · load_mnist: 아직 작성하지 않았습니다")


# --- Exercise: `prepare_images(images)` · 연습 문제: `prepare_images(images)` ---


def prepare_images(images):
    """Flatten the images into vectors and scale their pixels from 0...255 to 0...1.

    Args:
        images: ``uint8`` array of shape ``(n, height, width)``; it is not changed.

    Returns:
        A ``float32`` array of shape ``(n, height * width)``, row by row, with values from 0 to 1.

    Source: *Deep Learning with Python*, 2.1.

    >>> images = np.array([[[0, 255], [51, 102]]], dtype="uint8")
    >>> prepared = prepare_images(images)
    >>> prepared.shape, prepared.dtype
    ((1, 4), dtype('float32'))
    >>> prepared.round(2).tolist() == np.array([[0, 1, 0.2, 0.4]], dtype="float32").tolist()
    True
    """
    # YOUR CODE HERE
    raise NotImplementedError("prepare_images is not written yet · prepare_images: 아직 작성하지 않았습니다")


# --- Exercise: `build_model()` · 연습 문제: `build_model()` ---


def build_model():
    """Build the network: 512 relu units, then 10 softmax units.

    Returns:
        A ``keras.Sequential`` of ``Dense(512, relu)`` and ``Dense(10, softmax)``. It maps prepared images of shape
        ``(n, 784)`` to probabilities of shape ``(n, 10)``. It is neither compiled nor trained.

    Source: *Deep Learning with Python*, 2.1.

    >>> model = build_model()
    >>> [layer.units for layer in model.layers if isinstance(layer, layers.Dense)]
    [512, 10]
    """
    # YOUR CODE HERE
    raise NotImplementedError("build_model is not written yet · build_model: 아직 작성하지 않았습니다")


# --- Exercise: `compile_model(model)` · 연습 문제: `compile_model(model)` ---


def compile_model(model):
    """Compile the model: RMSprop, sparse categorical cross-entropy, accuracy.

    Args:
        model: a Keras model whose outputs are probabilities of classes; it is compiled in place.

    Returns:
        The same model.

    Source: *Deep Learning with Python*, 2.1.

    >>> model = keras.Sequential([keras.Input((4,)), layers.Dense(10, activation="softmax")])
    >>> _ = compile_model(model)
    >>> type(model.optimizer).__name__
    'RMSprop'
    """
    # YOUR CODE HERE
    raise NotImplementedError("compile_model is not written yet · compile_model: 아직 작성하지 않았습니다")


# --- Training · 훈련 ---


def train_model(model, images, labels):
    """Fit the model on all the images: 5 epochs, batches of 128.

    Args:
        model: a compiled Keras model; its weights are changed.
        images: prepared images, ``float32`` of shape ``(n, pixels)``.
        labels: their digits, integers of shape ``(n,)``.

    Returns:
        The ``History`` that ``model.fit`` returns.

    Source: *Deep Learning with Python*, 2.1.

    >>> history = train_model(model, train_images, train_labels)  # doctest: +SKIP
    >>> history.history["accuracy"]  # doctest: +SKIP
    [0.924, 0.968, 0.979, 0.986, 0.990]
    """
    # YOUR CODE HERE
    raise NotImplementedError("train_model is not written yet · train_model: 아직 작성하지 않았습니다")


# --- Exercise: `predict_digits(model, images)` · 연습 문제: `predict_digits(model, images)` ---


def predict_digits(model, images):
    """Return the most likely digit of each image.

    Args:
        model: a Keras model whose outputs are ten probabilities an image.
        images: prepared images, ``float32`` of shape ``(n, pixels)``.

    Returns:
        An array of integers of shape ``(n,)``.

    Source: *Deep Learning with Python*, 2.1.

    >>> model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    >>> model.set_weights([np.eye(10), np.zeros(10)])
    >>> predict_digits(model, np.eye(10, dtype="float32")[[7, 2, 1]]).tolist()
    [7, 2, 1]
    """
    # YOUR CODE HERE
    raise NotImplementedError("predict_digits is not written yet · predict_digits: 아직 작성하지 않았습니다")


# --- Judging the network · 평가하기 ---


def evaluate_model(model, images, labels):
    """Return the model's accuracy on the images.

    Args:
        model: a Keras model compiled with the accuracy as its metric; it is not trained further.
        images: prepared images, ``float32`` of shape ``(n, pixels)``.
        labels: their digits, integers of shape ``(n,)``.

    Returns:
        The share of images that are read correctly, a ``float`` from 0 to 1.

    Source: *Deep Learning with Python*, 2.1.

    >>> model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    >>> model.set_weights([np.eye(10), np.zeros(10)])
    >>> model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    >>> evaluate_model(model, np.eye(10, dtype="float32")[[7, 2]], np.array([7, 3]))
    0.5
    """
    # YOUR CODE HERE
    raise NotImplementedError("evaluate_model is not written yet · evaluate_model: 아직 작성하지 않았습니다")
