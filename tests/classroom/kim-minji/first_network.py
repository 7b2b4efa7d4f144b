# 딥러닝 실습 3 - 첫 번째 신경망 / 김민지
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.datasets import mnist


def load_mnist():
    return mnist.load_data()


def prepare_images(images):
    n, 높이, 너비 = images.shape
    return images.reshape((n, 높이 * 너비)).astype("float32") / 255


def build_model():
    model = keras.Sequential()
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model


def compile_model(model):
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])


def train_model(model, images, labels):
    return model.fit(images, labels, epochs=5, batch_size=128, verbose=2)


def predict_digits(model, images):
    확률 = model.predict(images, verbose=0)
    return np.argmax(확률, axis=-1)


def evaluate_model(model, images, labels):
    손실, 정확도 = model.evaluate(images, labels, verbose=0)
    return 정확도


if __name__ == "__main__":
    (x, y), (x_test, y_test) = load_mnist()
    m = build_model()
    compile_model(m)
    train_model(m, prepare_images(x), y)
    print("test_acc:", evaluate_model(m, prepare_images(x_test), y_test))
