# Fault: the last layer has no activation.
# Exercise: build_model
# First line: Layer 2 of the network is Dense(10, linear), where Dense(10, softmax) was expected
import keras
from keras import layers


def build_model():
    return keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10)])
