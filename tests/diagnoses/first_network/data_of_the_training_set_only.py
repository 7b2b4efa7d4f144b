# Fault: only the training set comes back.
# Exercise: load_mnist
# First line: The result should be (train_images, train_labels), (test_images, test_labels)
from keras.datasets import mnist


def load_mnist():
    train, test = mnist.load_data()
    return train
