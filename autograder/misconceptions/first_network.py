"""What learners get wrong in `first_network`. What is told by words is what the graders ask of models and trainings."""

import keras
import numpy as np
from keras import layers


def load_mnist__four_arrays():
    r"""
    en: The four arrays come as two pairs: `(train_images, train_labels), (test_images, test_labels)`. Keep the brackets.
    ko: 네 배열은 두 쌍으로 돌려줍니다: `(train_images, train_labels), (test_images, test_labels)`. 괄호를 남기세요.
    seen: common slip: a, b, c, d returned, as sklearn's train_test_split does.
    told: ^The result should be \(train_images, train_labels\), \(test_images, test_labels\)
    """
    (train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
    return train_images, train_labels, test_images, test_labels


def load_mnist__images_then_labels():
    r"""
    en: Images stand beside images here. A pair holds the images and the labels of one set.
    ko: 이미지끼리 묶였습니다. 한 쌍에는 한 데이터셋의 이미지와 레이블이 들어갑니다.
    seen: common slip: (x_train, x_test), (y_train, y_test).
    told: ^train_labels: Wrong shape: \(10000, 28, 28\)
    """
    (train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
    return (train_images, test_images), (train_labels, test_labels)


def load_mnist__test_set_first():
    r"""
    en: The test set comes first here. The training set, 60,000 images, is the first pair.
    ko: 테스트 세트가 먼저 나왔습니다. 첫 번째 쌍은 훈련 세트(60,000개)입니다.
    seen: common slip.
    told: ^train_images: Wrong shape: \(10000, 28, 28\)
    """
    training, test = keras.datasets.mnist.load_data()
    return test, training


def load_mnist__flattened():
    r"""
    en: The images are reshaped already. Leave them as they are loaded; `prepare_images` does the rest.
    ko: 이미지의 모양을 이미 바꾸었습니다. 불러온 그대로 두세요. 나머지는 `prepare_images`가 합니다.
    seen: the chapter's next listing, which reshapes right after loading.
    told: ^train_images: Wrong shape: \(60000, 784\)
    """
    (train_images, train_labels), test = keras.datasets.mnist.load_data()
    return (train_images.reshape((60000, 784)), train_labels), test


def load_mnist__scaled():
    r"""
    en: The pixels are scaled already. Leave them as they are loaded, `uint8`; `prepare_images` does the rest.
    ko: 픽셀을 이미 나누었습니다. 불러온 `uint8` 그대로 두세요. 나머지는 `prepare_images`가 합니다.
    seen: tutorials that divide by 255 right after loading.
    told: ^train_images: Wrong values: .*; at \[[^]]*\] \d+ was expected, 0\.0\d+ came back
    """
    (train_images, train_labels), test = keras.datasets.mnist.load_data()
    return (train_images / np.float32(255), train_labels), test


def load_mnist__one_hot():
    r"""
    en: The labels are one-hot vectors here. Leave them as digits: the loss is the sparse one.
    ko: 레이블이 원-핫 벡터입니다. 숫자 그대로 두세요. 손실 함수가 sparse 쪽입니다.
    seen: Stack Overflow 62491097: whether MNIST's labels need to_categorical.
    told: ^train_labels: Wrong shape: \(60000, 10\)
    """
    (train_images, train_labels), test = keras.datasets.mnist.load_data()
    return (train_images, keras.utils.to_categorical(train_labels)), test


def prepare_images__unscaled(images):
    r"""
    en: The pixels still go from 0 to 255. Divide by 255.
    ko: 픽셀이 아직 0에서 255까지입니다. 255로 나누세요.
    seen: a question on a network that does not learn: "you forgot to normalise the images".
    """
    count, height, width = images.shape
    return images.reshape((count, height * width)).astype("float32")


def prepare_images__not_flat(images):
    r"""
    en: The pixels are scaled, but each image is still a table. Reshape to `(n, height * width)`.
    ko: 픽셀은 나누었지만 이미지가 아직 표 모양입니다. `(n, height * width)`로 모양을 바꾸세요.
    seen: tutorials whose model begins with a Flatten layer.
    """
    return images.astype("float32") / 255


def prepare_images__float64(images):
    r"""
    en: Dividing whole numbers gives `float64`. Make it `float32`: `.astype("float32") / 255`.
    ko: 정수를 나누면 `float64`가 됩니다. `float32`로 만드세요: `.astype("float32") / 255`.
    seen: tutorials that divide by 255 without astype; one book casts to float64.
    """
    count, height, width = images.shape
    return images.reshape((count, height * width)) / 255


def prepare_images__whole_numbers(images):
    r"""
    en: Whole numbers cannot hold 0.5: everything becomes 0, or 1 at 255. Divide floats: `.astype("float32") / 255`.
    ko: 정수에는 0.5를 담을 수 없어 모두 0이 되고 255만 1이 됩니다. 실수로 나누세요: `.astype("float32") / 255`.
    seen: common slip: // 255, or a cast back to uint8.
    """
    count, height, width = images.shape
    return (images.reshape((count, height * width)) // 255).astype("float32")


def prepare_images__divides_in_place(images):
    r"""
    en: `/=` cannot put fractions into an array of whole numbers. Convert first: `.astype("float32") / 255`.
    ko: `/=`는 정수 배열에 소수를 넣을 수 없습니다. 먼저 변환하세요: `.astype("float32") / 255`.
    seen: Stack Overflow 52398936 and 48948308: trainX /= 255.
    """
    count, height, width = images.shape
    images = images.reshape((count, height * width))
    images /= 255
    return images


def prepare_images__256(images):
    r"""
    en: The largest pixel is 255: divide by 255, not by 256, so that white becomes 1.
    ko: 가장 큰 픽셀은 255입니다. 256이 아니라 255로 나누어야 흰색이 1이 됩니다.
    seen: common slip.
    """
    count, height, width = images.shape
    return images.reshape((count, height * width)).astype("float32") / 256


def prepare_images__mnist_only(images):
    r"""
    en: The sizes of MNIST are written into the program. Take them from `images.shape`: image sizes vary.
    ko: MNIST의 크기가 프로그램에 고정되어 있습니다. 이미지 크기는 다양하니 `images.shape`에서 얻으세요.
    seen: the chapter's listing: train_images.reshape((60000, 28 * 28)).
    """
    return images.reshape((len(images), 28 * 28)).astype("float32") / 255


def prepare_images__minus_one(images):
    r"""
    en: `reshape(n, -1)` cannot work out the -1 where there are no images. Multiply: `height * width`.
    ko: 이미지가 없으면 `reshape(n, -1)`의 -1을 정할 수 없습니다. 곱해서 쓰세요: `height * width`.
    seen: common slip.
    """
    return images.reshape((len(images), -1)).astype("float32") / 255


def build_model__sigmoid():
    r"""
    en: The ten outputs are sigmoids, which do not add up to 1. The digits are exclusive: `softmax`.
    ko: 출력 10개가 시그모이드라서 합이 1이 되지 않습니다. 숫자는 하나만 맞으므로 `softmax`를 쓰세요.
    seen: common slip, after the book's networks for two classes.
    told: ^Layer 2 of the network is Dense\(10, sigmoid\)
    """
    return _network(layers.Dense(512, activation="relu"), layers.Dense(10, activation="sigmoid"))


def build_model__no_softmax():
    r"""
    en: The last layer has no activation, so that its outputs are no probabilities: `activation="softmax"`.
    ko: 마지막 층에 활성화 함수가 없어 출력이 확률이 아닙니다: `activation="softmax"`.
    seen: TensorFlow's own beginners' tutorial, which leaves logits and a loss from_logits=True.
    told: ^Layer 2 of the network is Dense\(10, linear\)
    """
    return _network(layers.Dense(512, activation="relu"), layers.Dense(10))


def build_model__no_relu():
    r"""
    en: The first layer has no activation: without one, two layers are no more than one. `activation="relu"`.
    ko: 첫 층에 활성화 함수가 없습니다. 그러면 층이 둘이어도 하나와 다르지 않습니다: `activation="relu"`.
    seen: common slip.
    told: ^Layer 1 of the network is Dense\(512, linear\)
    """
    return _network(layers.Dense(512), layers.Dense(10, activation="softmax"))


def build_model__one_layer():
    r"""
    en: There is one Dense layer. Two are needed: `Dense(512, activation="relu")`, then `Dense(10, activation="softmax")`.
    ko: Dense 층이 하나뿐입니다. `Dense(512, activation="relu")`와 `Dense(10, activation="softmax")`, 두 층이 필요합니다.
    seen: common slip.
    told: ^Wrong number of Dense layers: 1,
    """
    return _network(layers.Dense(10, activation="softmax"))


def build_model__one_output():
    r"""
    en: There is one output. There are ten digits, and each needs an output of its own: `Dense(10, activation="softmax")`.
    ko: 출력이 하나뿐입니다. 숫자는 열 개이고 각각 출력이 필요합니다: `Dense(10, activation="softmax")`.
    seen: common slip, after the book's networks for two classes.
    told: ^Layer 2 of the network is Dense\(1, \w+\)
    """
    return _network(layers.Dense(512, activation="relu"), layers.Dense(1, activation="sigmoid"))


def build_model__flatten():
    r"""
    en: A Flatten layer is not needed: `prepare_images` has made each image a vector already.
    ko: Flatten 층은 필요 없습니다. `prepare_images`가 이미 이미지를 벡터로 만들었습니다.
    seen: TensorFlow's own beginners' tutorial, whose model begins with Flatten.
    told: it also has a Flatten layer
    """
    return _network(layers.Flatten(), layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"))


def build_model__no_return():
    r"""
    en: The model is built, but not returned. End the function with `return model`.
    ko: 모델을 만들었지만 돌려주지 않았습니다. 함수 끝에 `return model`을 쓰세요.
    seen: the chapter's listing, which is no function.
    told: build_model should return a keras.Sequential, not None
    """
    _network(layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"))


def build_model__functional():
    r"""
    en: This is a functional model. Here a `keras.Sequential` is asked for.
    ko: 함수형 API로 만든 모델입니다. 여기서는 `keras.Sequential`로 만드세요.
    seen: common slip, after the book's chapter 7.
    told: should return a keras.Sequential, not a (Functional|Model)
    """
    inputs = keras.Input((784,))
    hidden = layers.Dense(512, activation="relu")(inputs)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(hidden))


def compile_model__adam(model):
    r"""
    en: Adam works as well, but the chapter's optimizer is asked for: `optimizer="rmsprop"`.
    ko: Adam도 되지만 여기서는 책의 옵티마이저를 씁니다: `optimizer="rmsprop"`.
    seen: most tutorials on MNIST compile with adam.
    told: (?i)optimizer should be RMSprop, not adam
    """
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def compile_model__sgd(model):
    r"""
    en: Plain SGD learns more slowly; the chapter's optimizer is asked for: `optimizer="rmsprop"`.
    ko: SGD는 더 느리게 배웁니다. 여기서는 책의 옵티마이저를 씁니다: `optimizer="rmsprop"`.
    seen: common slip, after the chapter's part on stochastic gradient descent.
    told: (?i)optimizer should be RMSprop, not sgd
    """
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def compile_model__one_hot_loss(model):
    r"""
    en: This loss wants one-hot labels. The labels are digits: `"sparse_categorical_crossentropy"`.
    ko: 이 손실 함수는 원-핫 레이블을 씁니다. 레이블이 숫자이니 `"sparse_categorical_crossentropy"`를 쓰세요.
    seen: Stack Overflow 62491097; the book's first edition uses categorical_crossentropy.
    told: (?i)loss should be sparse categorical cross-entropy, not categorical_?crossentropy
    """
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def compile_model__squared_error(model):
    r"""
    en: The mean squared error is for numbers to be hit. For classes: `"sparse_categorical_crossentropy"`.
    ko: 평균 제곱 오차는 수를 맞히는 문제에 씁니다. 분류에는 `"sparse_categorical_crossentropy"`를 쓰세요.
    seen: common slip.
    told: (?i)loss should be sparse categorical cross-entropy, not (mse|mean_?squared_?error)
    """
    model.compile(optimizer="rmsprop", loss="mse", metrics=["accuracy"])
    return model


def compile_model__logits(model):
    r"""
    en: The network ends with softmax: it gives probabilities, no logits. Leave `from_logits=True` out.
    ko: 신경망이 softmax로 끝나므로 로짓이 아니라 확률이 나옵니다. `from_logits=True`를 빼세요.
    seen: TensorFlow's own beginners' tutorial, whose network has no softmax.
    told: The loss takes logits
    """
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="rmsprop", loss=loss, metrics=["accuracy"])
    return model


def compile_model__no_metrics(model):
    r"""
    en: Without metrics only the loss is measured: `metrics=["accuracy"]`.
    ko: 측정 지표가 없으면 손실만 측정됩니다: `metrics=["accuracy"]`.
    seen: a question on evaluate giving a single float: "you need to define a metric when you compile".
    told: The metrics should hold "accuracy"
    """
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy")
    return model


def compile_model__not_called(model):
    r"""
    en: The settings are there, but `model.compile(…)` is never called on the model.
    ko: 설정은 있지만 모델의 `model.compile(…)`을 부르지 않았습니다.
    seen: common slip.
    told:
        leaves the model uncompiled
        leaves the model uncompiled
        leaves the model uncompiled
    """
    return model


def train_model__one_epoch(model, images, labels):
    r"""
    en: Without `epochs` Keras goes over the images once. Ask for `epochs=5`.
    ko: `epochs`를 쓰지 않으면 Keras는 이미지를 한 번만 봅니다. `epochs=5`를 쓰세요.
    seen: common slip: an argument of the chapter's fit left out.
    told: training should take 5 epochs, not 1\.
    """
    return model.fit(images, labels, batch_size=128)


def train_model__batches_of_32(model, images, labels):
    r"""
    en: Without `batch_size` Keras takes batches of 32. Ask for `batch_size=128`.
    ko: `batch_size`를 쓰지 않으면 Keras는 배치 크기로 32를 씁니다. `batch_size=128`을 쓰세요.
    seen: questions on why Keras shows 1875/1875 rather than 60000.
    told: (takes 469 steps; yours took 1875|takes 10 steps; yours took 40)\.
    """
    return model.fit(images, labels, epochs=5)


def train_model__bare_fit(model, images, labels):
    r"""
    en: Keras has defaults of its own: 1 epoch, batches of 32. Ask for `epochs=5, batch_size=128`.
    ko: Keras의 기본값은 1에폭, 배치 크기 32입니다. `epochs=5, batch_size=128`을 쓰세요.
    seen: common slip: model.fit(images, labels).
    told:
        training should take 5 epochs, not 1\.
        (takes 469 steps; yours took 1875|takes 10 steps; yours took 40)\.
    """
    return model.fit(images, labels)


def train_model__no_return(model, images, labels):
    r"""
    en: The model is trained, but nothing is returned. Return what `fit` returns: `return model.fit(…)`.
    ko: 모델은 훈련되지만 돌려주는 값이 없습니다. `fit`이 돌려주는 것을 돌려주세요: `return model.fit(…)`.
    seen: the chapter's listing, which keeps no History.
    told: should return the History that fit returns, not a None
    """
    model.fit(images, labels, epochs=5, batch_size=128)


def train_model__model(model, images, labels):
    r"""
    en: The model is returned. It is changed in place; the result is the History: `return model.fit(…)`.
    ko: 모델을 돌려주었습니다. 모델은 그 자리에서 바뀌고, 돌려줄 것은 History입니다: `return model.fit(…)`.
    seen: common slip.
    told: should return the History that fit returns, not a (Sequential|Functional)
    """
    model.fit(images, labels, epochs=5, batch_size=128)
    return model


def train_model__numbers(model, images, labels):
    r"""
    en: This is the dictionary of the History. Return the History itself, without `.history`.
    ko: History의 딕셔너리입니다. `.history`를 빼고 History 자체를 돌려주세요.
    seen: common slip, after the book's history_dict = history.history.
    told: should return the History that fit returns, not a (dict|\{)
    """
    return model.fit(images, labels, epochs=5, batch_size=128).history


def train_model__holds_out(model, images, labels):
    r"""
    en: A fifth of the images is held out by `validation_split`. Train on all of them.
    ko: `validation_split`이 이미지의 5분의 1을 떼어 놓습니다. 모든 이미지로 훈련하세요.
    seen: tutorials that fit with validation_split=0.2.
    told: (takes 469 steps; yours took 375|takes 10 steps; yours took 8)\.
    """
    return model.fit(images, labels, epochs=5, batch_size=128, validation_split=0.2)


def predict_digits__probabilities(model, images):
    r"""
    en: These are ten probabilities an image. The digit is where the largest stands: `.argmax(axis=1)`.
    ko: 이미지마다 확률 10개가 나왔습니다. 숫자는 가장 큰 확률의 위치입니다: `.argmax(axis=1)`.
    seen: questions on how to get class labels from predict.
    """
    return model.predict(images, verbose=0)


def predict_digits__axis_0(model, images):
    r"""
    en: `axis=0` finds the best image for each digit. The best digit for each image: `axis=1`.
    ko: `axis=0`은 숫자마다 가장 알맞은 이미지를 찾습니다. 이미지마다 가장 알맞은 숫자는 `axis=1`입니다.
    seen: tutorials that explain argmax's axis, since it is mixed up.
    """
    return model.predict(images, verbose=0).argmax(axis=0)


def predict_digits__no_axis(model, images):
    r"""
    en: Without an axis, `argmax` gives one position in the whole table. Ask for one an image: `axis=1`.
    ko: 축이 없으면 `argmax`는 표 전체에서 위치 하나만 줍니다. 이미지마다 하나씩 얻으려면 `axis=1`을 쓰세요.
    seen: tutorials that explain argmax's axis, since it is mixed up.
    """
    return model.predict(images, verbose=0).argmax()


def predict_digits__first_image(model, images):
    r"""
    en: Only the first image's digit is returned. There is one for each: `predictions.argmax(axis=1)`.
    ko: 첫 이미지의 숫자만 나왔습니다. 이미지마다 하나씩 있어야 합니다: `predictions.argmax(axis=1)`.
    seen: the chapter's listing: predictions[0].argmax().
    """
    return model.predict(images, verbose=0)[0].argmax()


def predict_digits__largest_probability(model, images):
    r"""
    en: `max` gives how likely the digit is. Which digit it is, is where it stands: `argmax`.
    ko: `max`는 확률의 크기를 줍니다. 어떤 숫자인지는 그 위치입니다: `argmax`.
    seen: common slip.
    """
    return model.predict(images, verbose=0).max(axis=1)


def predict_digits__list(model, images):
    r"""
    en: This is a list. Return an array of shape (n,): `predictions.argmax(axis=1)`.
    ko: 리스트입니다. 크기가 (n,)인 배열을 돌려주세요: `predictions.argmax(axis=1)`.
    seen: common slip: [np.argmax(row) for row in predictions].
    """
    return [int(row.argmax()) for row in model.predict(images, verbose=0)]


def evaluate_model__both(model, images, labels):
    r"""
    en: `evaluate` gives the loss and the accuracy. Return the second of them only.
    ko: `evaluate`는 손실과 정확도를 함께 줍니다. 그중 두 번째만 돌려주세요.
    seen: questions on what model.evaluate returns.
    """
    return model.evaluate(images, labels, verbose=0)


def evaluate_model__loss(model, images, labels):
    r"""
    en: This is the loss, which `evaluate` gives first. The accuracy is the second.
    ko: `evaluate`가 먼저 주는 손실입니다. 정확도는 두 번째입니다.
    seen: questions on what model.evaluate returns, and in which order.
    """
    return model.evaluate(images, labels, verbose=0)[0]


def evaluate_model__percent(model, images, labels):
    r"""
    en: This is a percentage. Return the share, from 0 to 1.
    ko: 백분율입니다. 0에서 1 사이의 비율을 돌려주세요.
    seen: common slip, after print(f"{100 * accuracy:.1f} %").
    """
    return 100 * model.evaluate(images, labels, verbose=0)[1]


def evaluate_model__count(model, images, labels):
    r"""
    en: This counts the images that are read rightly. Divide by how many there are: their share, from 0 to 1.
    ko: 맞힌 이미지의 개수입니다. 전체 개수로 나누어 0에서 1 사이의 비율로 만드세요.
    seen: common slip: sum for mean.
    """
    return int(np.sum(model.predict(images, verbose=0).argmax(axis=1) == labels))


def evaluate_model__error(model, images, labels):
    r"""
    en: This is the share of images that are read wrongly. The accuracy is the share read rightly.
    ko: 틀리게 읽은 이미지의 비율입니다. 정확도는 맞게 읽은 비율입니다.
    seen: common slip: != for ==.
    """
    return float(np.mean(model.predict(images, verbose=0).argmax(axis=1) != labels))


def test_accuracy__one_epoch__train_model(model, images, labels):
    r"""
    en: One epoch is not enough: over 5 the network gets better with each. Ask `fit` for `epochs=5`.
    ko: 한 에폭으로는 부족합니다. 5에폭 동안 에폭마다 나아집니다. `fit`에 `epochs=5`를 쓰세요.
    seen: common slip: an argument of the chapter's fit left out.
    told: ^Test accuracy 0\.9\d+, at least \d\.\d+ is needed\. After each epoch: 0\.9\d+(; 0\.9\d+)*\.$
    """
    return model.fit(images, labels, batch_size=128)


def test_accuracy__by_hand__train_model(model, images, labels):
    r"""
    en: The training was not seen: it does not go through `model.fit`. Use `fit`, not a loop of your own.
    ko: 훈련이 보이지 않습니다. `model.fit`을 거치지 않기 때문입니다. 직접 만든 반복문 대신 `fit`을 쓰세요.
    seen: the chapter's own loop from scratch, with a GradientTape.
    told: ^No epoch of the training was seen
    """
    model.train_on_batch(images[:128], labels[:128])


def test_accuracy__no_model__build_model():
    r"""
    en: `build_model` hands no model on, so that there is nothing to train. End it with `return model`.
    ko: `build_model`이 모델을 돌려주지 않아 훈련할 것이 없습니다. 함수 끝에 `return model`을 쓰세요.
    seen: the chapter's listing, which is no function.
    told: ^The pipeline could not be measured: build_model does not return what the next step needs
    """


def test_accuracy__own_layer__build_model():
    r"""
    en: Only Keras's own layers can be measured. Build the network of `layers.Dense`.
    ko: Keras의 기본 층으로 만든 신경망만 측정할 수 있습니다. `layers.Dense`로 만드세요.
    seen: the chapter's NaiveDense, a layer from scratch.
    told: ^The pipeline could not be measured: the network holds .*, which is not one of Keras's built-in layers
    """
    return _network(layers.Dense(512, activation="relu"), layers.Lambda(lambda x: x), layers.Dense(10))


def _network(*parts):
    return keras.Sequential([keras.Input((784,)), *parts])
