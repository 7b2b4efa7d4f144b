"""Liam Murphy - everything from this week's lab in one file."""
import keras
from keras import layers
from keras.datasets import mnist
import matplotlib.pyplot as plt
import numpy as np

np.random.seed(7)
(train_images, train_labels), (test_images, test_labels) = mnist.load_data()
x_small = train_images[:400].reshape((400, 28 * 28)).astype("float32") / 255
y_small = train_labels[:400]

model = keras.Sequential([layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_small, y_small, epochs=2, batch_size=50)
print("accuracy so far", history.history["accuracy"])

plt.plot(history.history["loss"])
plt.title("training loss")
plt.show()


def naive_relu(x):
    assert len(x.shape) == 2
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x


def naive_add(x, y):
    assert len(x.shape) == 2
    assert x.shape == y.shape
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[i, j]
    return x


def naive_add_matrix_and_vector(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[j]
    return x


def naive_vector_dot(x, y):
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    z = 0
    for i in range(x.shape[0]):
        z += x[i] * y[i]
    return z


def naive_matrix_vector_dot(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i] += x[i, j] * y[j]
    return z


def naive_matrix_dot(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, j] = naive_vector_dot(x[i, :], y[:, j])
    return z


a = np.random.random((32, 10))
b = np.random.random((10,))
print(naive_matrix_vector_dot(a, b).shape)


def broadcast_vector(y, rows):
    assert len(y.shape) == 1
    return np.array(np.broadcast_to(y, (rows, len(y))))


def flatten_images(images):
    return images.reshape((images.shape[0], -1))


def reshape_to_column(x):
    return x.reshape((x.size, 1))


def reshape_matrix(x, rows, cols):
    return x.reshape((rows, cols))


def transpose_matrix(x):
    return np.transpose(x)


keras.backend.clear_session()
