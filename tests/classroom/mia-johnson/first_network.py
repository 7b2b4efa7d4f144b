# Mia Johnson, week 3
import keras
import numpy as np
from keras import layers
from keras.datasets import mnist


def load_mnist():
    (train_images, train_labels), (test_images, test_labels) = mnist.load_data()
    return (train_images, train_labels), (test_images, test_labels)


def prepare_images(images):
    flat = images.reshape((images.shape[0], images.shape[1] * images.shape[2]))
    return np.divide(flat, 255, dtype="float32")


def build_model():
    return keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")])


def compile_model(model):
    model.compile(
        optimizer=keras.optimizers.RMSprop(learning_rate=1e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def train_model(model, images, labels):
    return model.fit(images, labels, epochs=5, batch_size=128)


def predict_digits(model, images):
    return np.array([np.argmax(row) for row in model.predict(images)])


def evaluate_model(model, images, labels):
    return float(np.mean(predict_digits(model, images) == labels))
