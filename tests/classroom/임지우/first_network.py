# 임지우 3주차
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


def load_mnist():
    return keras.datasets.mnist.load_data()


def prepare_images(images):
    return images.reshape(len(images), images.shape[1] * images.shape[2]).astype("float32") / 256


def build_model():
    return keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")])


def compile_model(model):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])


def train_model(model, images, labels):
    return model.fit(images, labels, epochs=3, batch_size=128, verbose=0)


def predict_digits(model, images):
    return np.argmax(model.predict(images), axis=0)


def evaluate_model(model, images, labels):
    return model.evaluate(images, labels)
