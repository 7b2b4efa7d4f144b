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

    · MNIST, 곧 손으로 쓴 숫자의 훈련 이미지 60,000장과 테스트 이미지 10,000장을 레이블과 함께 불러옵니다.

    반환값:
        두 쌍 ``(train_images, train_labels), (test_images, test_labels)``.
        ``keras.datasets``로 불러온 ``uint8`` 배열이며, 형태는 차례로
        ``(60000, 28, 28)``, ``(60000,)``, ``(10000, 28, 28)``, ``(10000,)``입니다.

    *Deep Learning with Python*, 2.1

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

    · 이미지를 벡터로 펼치고, 0...255 범위의 픽셀 값을 0...1 범위로 바꿉니다.

    인수:
        images: 형태가 ``(n, height, width)``인 ``uint8`` 배열. 바꾸지 않습니다.

    반환값:
        형태가 ``(n, height * width)``인 ``float32`` 배열. 한 행씩 이어 붙이고, 값은 0부터 1까지입니다.

    *Deep Learning with Python*, 2.1

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

    · 신경망을 만듭니다. relu 유닛 512개, 이어서 softmax 유닛 10개입니다.

    반환값:
        ``Dense(512, relu)``와 ``Dense(10, softmax)``로 된 ``keras.Sequential``. 형태가 ``(n, 784)``인 준비된 이미지를
        형태가 ``(n, 10)``인 확률로 바꿉니다. 컴파일하지도 훈련하지도 않은 모델입니다.

    *Deep Learning with Python*, 2.1

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

    · 모델을 컴파일합니다. RMSprop, 희소 범주형 크로스 엔트로피, 정확도를 씁니다.

    인수:
        model: 출력이 클래스별 확률인 케라스 모델. 이 모델 자체를 컴파일합니다.

    반환값:
        같은 모델.

    *Deep Learning with Python*, 2.1

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

    · 모델을 모든 이미지로 훈련합니다. 에포크는 5번, 배치 크기는 128입니다.

    인수:
        model: 컴파일한 케라스 모델. 가중치가 바뀝니다.
        images: 준비된 이미지, 형태가 ``(n, pixels)``인 ``float32``.
        labels: 이미지의 숫자, 형태가 ``(n,)``인 정수.

    반환값:
        ``model.fit``이 반환하는 ``History``.

    *Deep Learning with Python*, 2.1

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

    · 이미지마다 가장 가능성이 높은 숫자를 반환합니다.

    인수:
        model: 이미지마다 확률 열 개를 출력하는 케라스 모델.
        images: 준비된 이미지, 형태가 ``(n, pixels)``인 ``float32``.

    반환값:
        형태가 ``(n,)``인 정수 배열.

    *Deep Learning with Python*, 2.1

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

    · 이미지에 대한 모델의 정확도를 반환합니다.

    인수:
        model: 측정 지표를 정확도로 하여 컴파일한 케라스 모델. 더 훈련하지 않습니다.
        images: 준비된 이미지, 형태가 ``(n, pixels)``인 ``float32``.
        labels: 이미지의 숫자, 형태가 ``(n,)``인 정수.

    반환값:
        맞게 읽은 이미지의 비율, 0부터 1까지의 ``float``.

    *Deep Learning with Python*, 2.1

    >>> model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    >>> model.set_weights([np.eye(10), np.zeros(10)])
    >>> model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    >>> evaluate_model(model, np.eye(10, dtype="float32")[[7, 2]], np.array([7, 3]))
    0.5
    """
    # YOUR CODE HERE
    raise NotImplementedError("evaluate_model is not written yet · evaluate_model: 아직 작성하지 않았습니다")
