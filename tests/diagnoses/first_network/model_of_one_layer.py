# Fault: add is called on the list's end only once; the hidden layer is missing.
# Exercise: build_model
# First line: Wrong number of Dense layers: 1, where 2 were expected
import keras
from keras import layers


def build_model():
    model = keras.Sequential()
    model.add(layers.Dense(10, activation="softmax"))
    return model
