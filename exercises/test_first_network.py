# Public tests for first_network.py. Run them in this folder:   pytest test_first_network.py
# Each test imports what it tests, so a function that is missing fails its own test only.
#
# first_network.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_first_network.py
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
#
# (Generated from solutions/first_network.py by `autograder build`; teachers change that file, not this one.)

import keras
import numpy as np
from keras import layers


def test_load_mnist():
    """The four arrays have MNIST's shapes, are uint8, and the labels are digits.
    · 네 배열은 형태가 MNIST와 같고 uint8이며, 레이블은 숫자 0부터 9까지입니다.
    """
    from first_network import load_mnist

    (train_images, train_labels), (test_images, test_labels) = load_mnist()
    assert train_images.shape == (60000, 28, 28), (
        "there are 60,000 training images of 28 by 28 pixels · 훈련 이미지는 28×28 픽셀이고 60,000장입니다"
    )
    assert train_labels.shape == (60000,), (
        "every training image has one label · 훈련 이미지마다 레이블이 하나씩 있습니다"
    )
    assert test_images.shape == (10000, 28, 28), (
        "there are 10,000 test images of 28 by 28 pixels · 테스트 이미지는 28×28 픽셀이고 10,000장입니다"
    )
    assert test_labels.shape == (10000,), "every test image has one label · 테스트 이미지마다 레이블이 하나씩 있습니다"
    for array in (train_images, train_labels, test_images, test_labels):
        assert array.dtype == np.uint8, "all four arrays are uint8 · 네 배열은 모두 uint8입니다"
    assert set(np.unique(train_labels).tolist()) == set(range(10)), (
        "the labels are the digits 0 to 9 · 레이블은 0부터 9까지의 숫자입니다"
    )


def test_prepare_images():
    """Two images of 2 by 3 pixels become two float32 vectors with values from 0 to 1.
    · 2×3 픽셀 이미지 두 장이 0부터 1까지의 값을 지닌 float32 벡터 두 개가 됩니다.
    """
    from first_network import prepare_images

    images = np.array([[[0, 51, 102], [153, 204, 255]], [[255, 0, 0], [0, 0, 255]]], dtype="uint8")
    before = images.copy()
    prepared = prepare_images(images)
    assert prepared.shape == (2, 6), (
        "two images of 2 by 3 pixels become two vectors of 6 numbers"
        " · 2×3 픽셀 이미지 두 장은 수 6개로 된 벡터 두 개가 됩니다"
    )
    assert prepared.dtype == np.float32, "the result is float32 · 결과는 float32입니다"
    expected = [[0, 0.2, 0.4, 0.6, 0.8, 1], [1, 0, 0, 0, 0, 1]]
    assert np.allclose(prepared, expected), (
        "each pixel is divided by 255, row after row · 픽셀마다 255로 나누고, 한 행씩 차례로 이어 붙입니다"
    )
    assert np.array_equal(images, before), (
        "the images themselves must stay as they were · 이미지 자체는 그대로 있어야 합니다"
    )


def test_build_model():
    """The model is relu, then softmax: its probabilities are what its own weights give by hand.
    · 모델은 relu 다음에 softmax입니다. 모델의 가중치로 직접 계산한 확률과 같습니다.
    """
    from first_network import build_model

    model = build_model()
    assert isinstance(model, keras.Sequential), "the model is a keras.Sequential · 모델은 keras.Sequential입니다"
    units = [layer.units for layer in model.layers if isinstance(layer, layers.Dense)]
    assert units == [512, 10], "the Dense layers have 512 and 10 units · Dense 층의 유닛은 512개와 10개입니다"
    images = np.linspace(0, 1, 2 * 784, dtype="float32").reshape((2, 784))
    probabilities = model.predict(images, verbose=0)
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-4), (
        "softmax: the ten probabilities add up to 1 · softmax: 확률 열 개를 더하면 1입니다"
    )
    W1, b1, W2, b2 = model.get_weights()
    scores = np.maximum(images @ W1 + b1, 0) @ W2 + b2
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert np.allclose(probabilities, expected, atol=1e-4), (
        "relu after the first layer, softmax after the second · 첫 번째 층 뒤에는 relu, 두 번째 층 뒤에는 softmax입니다"
    )


def test_compile_model():
    """A compiled model uses RMSprop and reports the cross-entropy and the accuracy of integer labels.
    · 컴파일한 모델은 RMSprop을 쓰고, 정수 레이블에 대한 크로스 엔트로피와 정확도를 알려 줍니다.
    """
    from first_network import compile_model

    model = keras.Sequential([keras.Input((3,)), layers.Dense(3, activation="softmax")])
    model.set_weights([np.eye(3), np.zeros(3)])
    compile_model(model)
    assert isinstance(model.optimizer, keras.optimizers.RMSprop), (
        "the optimizer is RMSprop · 옵티마이저는 RMSprop입니다"
    )
    images = np.array([[2, 1, 0], [0, 1, 2]], dtype="float32")
    results = model.evaluate(images, np.array([0, 1]), verbose=0)
    assert np.ndim(results) == 1 and len(results) == 2, (
        "evaluate reports two numbers, the loss and one metric"
        " · evaluate는 손실과 측정 지표 하나, 모두 두 수를 알려 줍니다"
    )
    expected_loss = -(np.log(0.66524096) + np.log(0.24472847)) / 2  # right classes' probabilities · 정답 클래스의 확률
    assert np.isclose(results[0], expected_loss, atol=1e-3), (
        "the loss is the sparse categorical cross-entropy · 손실은 희소 범주형 크로스 엔트로피입니다"
    )
    assert np.isclose(results[1], 0.5), "the metric is the accuracy · 측정 지표는 정확도입니다"


def test_train_model():
    """A tiny model is trained for 5 epochs of 3 batches, and its loss falls.
    · 작은 모델을 배치 3개씩 5 에포크 동안 훈련하면 손실이 줄어듭니다.
    """
    from first_network import train_model

    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation="softmax")])
    model.set_weights([np.zeros((2, 2)), np.zeros(2)])
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    labels = np.arange(300) % 2
    images = np.eye(2, dtype="float32")[labels]
    history = train_model(model, images, labels)
    assert isinstance(history, keras.callbacks.History), (
        "train_model returns the History of model.fit · train_model은 model.fit의 History를 반환합니다"
    )
    assert len(history.history["loss"]) == 5, "there are 5 epochs · 에포크는 5번입니다"
    assert history.params["steps"] == 3, (
        "300 images in batches of 128 make 3 steps: 128, 128 and 44 images"
        " · 이미지 300장을 128장씩 묶으면 128장, 128장, 44장, 모두 3단계입니다"
    )
    assert history.history["loss"][-1] < history.history["loss"][0], (
        "the loss falls while the model learns · 모델이 학습하면 손실이 줄어듭니다"
    )


def test_predict_digits():
    """A model that passes its ten inputs on predicts the digit whose input is the largest.
    · 입력 열 개를 그대로 내보내는 모델은 가장 큰 입력의 숫자를 예측합니다.
    """
    from first_network import predict_digits

    model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    model.set_weights([np.eye(10), np.zeros(10)])
    digits = predict_digits(model, np.eye(10, dtype="float32")[[3, 1, 4, 1]])
    assert isinstance(digits, np.ndarray), "the digits come as a NumPy array · 숫자는 NumPy 배열로 반환됩니다"
    assert digits.shape == (4,), "four images have four digits · 이미지 네 장에는 숫자가 네 개입니다"
    assert np.issubdtype(digits.dtype, np.integer), "digits are integers · 숫자는 정수입니다"
    assert digits.tolist() == [3, 1, 4, 1], (
        "the digit is the position of the largest probability · 숫자는 가장 큰 확률이 놓인 위치입니다"
    )


def test_evaluate_model():
    """A model that reads three of four images correctly has the accuracy 0.75.
    · 이미지 네 장 가운데 세 장을 맞게 읽는 모델의 정확도는 0.75입니다.
    """
    from first_network import evaluate_model

    model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    model.set_weights([np.eye(10), np.zeros(10)])
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    images = np.eye(10, dtype="float32")[[3, 1, 4, 1]]
    accuracy = evaluate_model(model, images, np.array([3, 1, 4, 5]))
    assert np.ndim(accuracy) == 0, (
        "the accuracy is one number, not a list of loss and accuracy"
        " · 정확도는 수 하나이며, 손실과 정확도의 리스트가 아닙니다"
    )
    assert np.isclose(accuracy, 0.75), "three right out of four is 0.75 · 네 개 가운데 세 개가 맞으면 0.75입니다"
