# %% [markdown] lang="en"
# # A first neural network
#
# In this unit you teach a computer to read handwritten digits, with fewer than twenty lines of your own. The task is
# the "hello world" of deep learning: MNIST, 70,000 grey images of 28 by 28 pixels, each of one digit from 0 to 9.
# Sixty thousand of them are for training; ten thousand are kept aside and answer the only question that counts: does
# the network read digits *it has never seen*?
#
# You write seven small functions, one for each station on the way:
#
# | station | function |
# | --- | --- |
# | get the data | `load_mnist()` |
# | turn images into the numbers a network likes | `prepare_images(images)` |
# | describe the network | `build_model()` |
# | say what it shall learn, and how | `compile_model(model)` |
# | let it learn | `train_model(model, images, labels)` |
# | ask it | `predict_digits(model, images)` |
# | judge it | `evaluate_model(model, images, labels)` |
#
# The material follows *Deep Learning with Python*, section 2.1. Do not worry if some of it still looks like magic:
# the units on tensor operations and on gradients open the box.

# %% [markdown] lang="ko"
# # 첫 번째 신경망
#
# 이 단원에서는 직접 작성하는 코드 스무 줄 남짓으로 컴퓨터가 손글씨 숫자를 읽게 만듭니다. 다룰 문제는 딥러닝의
# "hello world"라고 할 수 있는 MNIST입니다. MNIST는 0부터 9까지의 숫자 하나가 쓰인 28x28 픽셀 흑백 이미지 7만 장으로
# 이루어져 있습니다. 그중 6만 장은 훈련에 쓰고, 나머지 1만 장은 따로 두었다가 정말로 중요한 질문 하나에 답할 때 씁니다.
# 신경망이 *한 번도 본 적 없는* 숫자도 읽을 수 있을까요?
#
# 여러분은 다음 순서에 따라 작은 함수 일곱 개를 작성합니다.
#
# | 단계 | 함수 |
# | --- | --- |
# | 데이터 가져오기 | `load_mnist()` |
# | 이미지를 신경망이 다루기 좋은 수로 바꾸기 | `prepare_images(images)` |
# | 신경망의 구조 정하기 | `build_model()` |
# | 무엇을 어떻게 배울지 정하기 | `compile_model(model)` |
# | 훈련하기 | `train_model(model, images, labels)` |
# | 예측하기 | `predict_digits(model, images)` |
# | 평가하기 | `evaluate_model(model, images, labels)` |
#
# 내용은 *Deep Learning with Python*(케라스 창시자에게 배우는 딥러닝) 2.1절을 따릅니다. 아직 마법처럼 보이는 부분이
# 있더라도 괜찮습니다. 텐서 연산 단원과 그레이디언트 단원에서 그 속을 하나씩 들여다봅니다.

# %% tags=["setup"]
import keras
import numpy as np
from keras import layers

# %% [markdown] lang="en"
# ## The data
#
# ![A handwritten five as a grid of 28 by 28 pixels](images/network_digit.svg)
#
# To the computer, an image is a table of numbers. Each pixel is an integer from 0 (paper) to 255 (ink), stored in a
# single byte, so its type is `uint8`. A stack of $n$ such images is one array of shape $(n, 28, 28)$. Beside the
# images stand the **labels**: for each image, the digit that it shows.
#
# In machine learning, the ten digits are the *classes*, each image is a *sample*, and the class that belongs to it is
# its *label*. The **training set** is what the network learns from. The **test set** is what we judge it by, and it
# must play no part in learning: a student who has seen the answers to the exam proves nothing by getting them right.
#
# ### Exercise: `load_mnist()`
#
# Return the two pairs `(train_images, train_labels), (test_images, test_labels)` that `keras.datasets` provides. The
# shapes are `(60000, 28, 28)`, `(60000,)`, `(10000, 28, 28)` and `(10000,)`; all four arrays are `uint8`. The first
# call downloads 11 MB; later ones read them from Keras's cache.

# %% [markdown] lang="ko"
# ## 데이터
#
# ![28x28 픽셀 격자로 나타낸 손글씨 숫자 5](images/network_digit.svg)
#
# 컴퓨터에게 이미지는 수를 늘어놓은 표입니다. 각 픽셀은 0(종이)부터 255(잉크)까지의 정수이고 1바이트에 저장되므로
# 타입은 `uint8`입니다. 이런 이미지 $n$장을 쌓으면 크기가 $(n, 28, 28)$인 배열 하나가 됩니다. 이미지마다
# 그 이미지에 쓰인 숫자를 알려 주는 **레이블**(label)이 함께 있습니다.
#
# 머신러닝에서는 열 개의 숫자를 *클래스*(class), 이미지 한 장을 *샘플*(sample), 샘플이 속한 클래스를 *레이블*이라고
# 부릅니다. **훈련 세트**는 신경망이 학습하는 데이터이고, **테스트 세트**는 신경망을 평가하는 데이터입니다.
# 테스트 세트는 학습에 조금도 쓰여서는 안 됩니다. 시험 답안을 미리 본 학생이 만점을 받았다고 해서 실력이 증명되는
# 것은 아니기 때문입니다.
#
# ### 연습 문제: `load_mnist()`
#
# `keras.datasets`가 제공하는 두 쌍 `(train_images, train_labels), (test_images, test_labels)`를 반환하세요. 크기는
# 차례대로 `(60000, 28, 28)`, `(60000,)`, `(10000, 28, 28)`, `(10000,)`이고 네 배열 모두 `uint8`입니다. 처음 호출할 때
# 11MB를 내려받으며, 그다음부터는 케라스의 캐시에서 읽습니다.


# %% tags=["exercise"] exercise="load_mnist"
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
    ### BEGIN SOLUTION
    return keras.datasets.mnist.load_data()
    ### END SOLUTION


# %% tags=["public-test"] exercise="load_mnist"
def test_load_mnist():
    """The four arrays have MNIST's shapes, are uint8, and the labels are digits.
    · 네 배열은 형태가 MNIST와 같고 uint8이며, 레이블은 숫자 0부터 9까지입니다.
    """
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


# %% [markdown] lang="en"
# ## Preparing the images
#
# Our network is made of `Dense` layers, and a dense layer expects each sample to be a *vector*. So each image is
# unrolled, row after row, into one long line of $28 \times 28 = 784$ numbers.
#
# Second, networks learn best from small numbers. The weights start out small and random; fed with values up to 255,
# the first outputs would be huge, the softmax would be stuck at "100 % sure" and learning would be jerky. Hence the
# values are scaled from 0...255 to 0...1:
#
# $$ x_\text{scaled} = \frac{x}{255} $$
#
# Third, the type: `float32` is what Keras computes with. `float64`, which NumPy makes by default, would take twice the
# memory for digits that nobody needs. And mind the order: convert or divide *as floats*. Integers of one byte cannot
# hold 0.4.
#
# Here is an image of 2 by 2 pixels:

# %% [markdown] lang="ko"
# ## 이미지 준비하기
#
# 우리가 만들 신경망은 `Dense` 층으로 이루어지며, `Dense` 층은 각 샘플이 *벡터*이기를 기대합니다. 그래서 이미지를
# 한 행씩 차례로 이어 붙여 $28 \times 28 = 784$개의 수가 한 줄로 늘어선 벡터로 펼칩니다.
#
# 둘째, 신경망은 작은 수를 다룰 때 가장 잘 학습합니다. 가중치는 작은 난수에서 시작하는데, 여기에 255까지 되는 값을
# 넣으면 처음 출력이 지나치게 커져서 소프트맥스가 "100% 확신"에 갇히고 학습이 불안정해집니다. 따라서 0...255 범위의 값을
# 0...1 범위로 바꿉니다.
#
# $$ x_\text{scaled} = \frac{x}{255} $$
#
# 셋째, 타입입니다. 케라스는 `float32`로 계산합니다. 넘파이가 기본으로 만드는 `float64`는 필요하지도 않은 자릿수 때문에
# 메모리를 두 배로 씁니다. 순서에도 주의하세요. 나눗셈은 *실수로* 해야 합니다. 1바이트 정수에는 0.4를 담을 수 없습니다.
#
# 2x2 픽셀 이미지로 직접 확인해 봅시다.

# %% tags=["example"]
demo_image = np.array([[0, 255], [51, 102]], dtype="uint8")
demo_vector = demo_image.reshape(4).astype("float32") / 255
assert np.allclose(demo_vector, [0.0, 1.0, 0.2, 0.4])
# Scaled values put back into bytes: all but pure ink becomes 0. · 바이트로 되돌리면 순수한 잉크만 남습니다.
assert demo_vector.astype("uint8").tolist() == [0, 1, 0, 0]

# %% [markdown] lang="en"
# ### Exercise: `prepare_images(images)`
#
# `images` has the shape `(n, height, width)` and the type `uint8`. Return an array of shape `(n, height * width)` and
# type `float32`, scaled from 0...255 to 0...1. Do not write 784 into your function: images of other sizes come too. And
# leave `images` itself as it is.

# %% [markdown] lang="ko"
# ### 연습 문제: `prepare_images(images)`
#
# `images`는 크기가 `(n, height, width)`이고 타입이 `uint8`인 배열입니다. 크기가 `(n, height * width)`이고 타입이
# `float32`이며 값이 0...255에서 0...1로 조정된 배열을 반환하세요. 크기가 다른 이미지도 들어오므로 함수 안에 784라고
# 적지 마세요. 그리고 `images` 자체는 바꾸지 말아야 합니다.


# %% tags=["exercise"] exercise="prepare_images"
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
    ### BEGIN SOLUTION
    count, height, width = images.shape
    # The sizes are multiplied out, since reshape cannot infer a -1 when there are no images.
    return images.reshape((count, height * width)).astype("float32") / 255
    ### END SOLUTION


# %% tags=["public-test"] exercise="prepare_images"
def test_prepare_images():
    """Two images of 2 by 3 pixels become two float32 vectors with values from 0 to 1.
    · 2×3 픽셀 이미지 두 장이 0부터 1까지의 값을 지닌 float32 벡터 두 개가 됩니다.
    """
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


# %% [markdown] lang="en"
# ## The network
#
# ![784 inputs, 512 relu units, 10 softmax units](images/network_layers.svg)
#
# A **layer** is a filter for data: numbers go in, and come out in a more useful form. Deep learning chains layers, so
# that the data is distilled step by step. Ours is a chain of two.
#
# The first layer, `Dense(512, activation="relu")`, computes
#
# $$ h = \mathrm{relu}(x W_1 + b_1), \qquad \mathrm{relu}(z) = \max(z, 0) $$
#
# Each of its 512 units has a weight for every pixel, sums up the weighted pixels, adds its bias and lets only positive
# sums through. Without that last, non-linear step, two layers in a row could do no more than one: a matrix product
# after a matrix product is just another matrix product.
#
# The second layer, `Dense(10, activation="softmax")`, gives every digit a score and turns the ten scores into ten
# probabilities, which add up to 1:
#
# $$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}} $$
#
# How much is there to learn? The first layer has $784 \cdot 512$ weights and $512$ biases, the second $512 \cdot 10$
# weights and $10$ biases: $401{,}920 + 5{,}130 = 407{,}050$ numbers in all. `model.summary()` shows the same count.
#
# A miniature of both steps, with two inputs, three units and scores for three classes:

# %% [markdown] lang="ko"
# ## 신경망의 구조
#
# ![입력 784개, relu 유닛 512개, softmax 유닛 10개](images/network_layers.svg)
#
# **층**(layer)은 데이터를 거르는 필터와 같습니다. 수가 들어가서 더 쓸모 있는 형태로 나옵니다. 딥러닝은 이런 층을
# 이어 붙여 데이터를 단계적으로 정제합니다. 우리 신경망에는 층이 두 개 있습니다.
#
# 첫 번째 층 `Dense(512, activation="relu")`는 다음을 계산합니다.
#
# $$ h = \mathrm{relu}(x W_1 + b_1), \qquad \mathrm{relu}(z) = \max(z, 0) $$
#
# 512개의 유닛은 저마다 모든 픽셀에 대한 가중치를 가지고 있습니다. 픽셀 값에 가중치를 곱해 모두 더하고 편향을 더한 뒤,
# 그 합이 양수일 때만 통과시킵니다. 이 마지막 비선형 단계가 없다면 층을 두 개 쌓아도 한 개보다 나을 것이 없습니다.
# 행렬 곱셈을 두 번 이어서 해도 결국 하나의 행렬 곱셈과 같기 때문입니다.
#
# 두 번째 층 `Dense(10, activation="softmax")`는 숫자마다 점수를 매기고, 이 점수 열 개를 합이 1인 확률 열 개로 바꿉니다.
#
# $$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}} $$
#
# 학습해야 할 수는 모두 몇 개일까요? 첫 번째 층에는 가중치 $784 \cdot 512$개와 편향 $512$개가 있고, 두 번째 층에는
# 가중치 $512 \cdot 10$개와 편향 $10$개가 있습니다. 모두 더하면 $401{,}920 + 5{,}130 = 407{,}050$개이며,
# `model.summary()`에서도 같은 값을 확인할 수 있습니다.
#
# 입력 두 개, 유닛 세 개, 클래스 세 개로 줄인 작은 예로 두 단계를 계산해 봅시다.

# %% tags=["example"]
demo_x = np.array([1.0, 2.0])
demo_W = np.array([[1.0, -1.0, 0.0], [0.5, 0.0, -2.0]])
demo_b = np.array([0.0, 0.0, 1.0])
demo_hidden = np.maximum(demo_x @ demo_W + demo_b, 0)
# The sums are 2, -1 and -3; relu lets only the first through. · 합은 2, -1, -3이고 relu는 첫 번째만 통과시킵니다.
assert demo_hidden.tolist() == [2.0, 0.0, 0.0]

demo_scores = np.array([2.0, 1.0, 0.0])
demo_probabilities = np.exp(demo_scores) / np.exp(demo_scores).sum()
assert demo_probabilities.round(3).tolist() == [0.665, 0.245, 0.09]

# %% [markdown] lang="en"
# ### Exercise: `build_model()`
#
# Return a `keras.Sequential` model of `Dense(512, relu)` and then `Dense(10, softmax)`. If you put an input layer,
# `keras.Input((784,))`, in front, the weights exist at once and `model.summary()` can count them; without it, Keras
# makes them when the model first sees data. Both are fine, and so are names for the layers, or activations written as
# layers of their own.

# %% [markdown] lang="ko"
# ### 연습 문제: `build_model()`
#
# `Dense(512, relu)` 다음에 `Dense(10, softmax)`가 오는 `keras.Sequential` 모델을 반환하세요. 맨 앞에 입력 층
# `keras.Input((784,))`를 두면 가중치가 바로 만들어져 `model.summary()`로 개수를 셀 수 있습니다. 입력 층이 없으면 모델이
# 처음 데이터를 볼 때 가중치가 만들어집니다. 어느 쪽이든 괜찮습니다. 층에 이름을 붙이거나 활성화 함수를 별도의 층으로
# 적어도 됩니다.


# %% tags=["exercise"] exercise="build_model"
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
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(512, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% tags=["public-test"] exercise="build_model"
def test_build_model():
    """The model is relu, then softmax: its probabilities are what its own weights give by hand.
    · 모델은 relu 다음에 softmax입니다. 모델의 가중치로 직접 계산한 확률과 같습니다.
    """
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


# %% [markdown] lang="en"
# ## What to learn, and how
#
# Before training, the model needs three more things. They are given in the *compilation* step.
#
# **A loss function** measures how wrong the model is: one number that training shall make small. For classes that are
# given as integers it is the *sparse categorical cross-entropy*, the mean of
#
# $$ \ell = -\ln p_\text{label} $$
#
# where $p_\text{label}$ is the probability that the model gave to the right digit. If it was certain and right
# ($p = 1$), the loss is 0. If it gave 0.7, the loss is $-\ln 0.7 = 0.357$; with 0.01, it is 4.605: confident mistakes
# cost dearly. An untrained network, which gives every digit about 0.1, starts near $-\ln 0.1 = 2.303$.
#
# **An optimizer** decides how the weights change in answer to the loss. We take RMSprop, a kind of gradient descent
# that adapts its step for each weight. The unit on gradients shows the plain version.
#
# **Metrics** are what people look at. Ours is the *accuracy*: the share of images that are read correctly. Why not
# train for accuracy itself? Because it moves in jumps: a tiny change of a weight mostly changes no decision at all,
# so the accuracy gives no hint which way is better. The loss is smooth and always does.

# %% [markdown] lang="ko"
# ## 무엇을 어떻게 배울 것인가
#
# 훈련을 시작하기 전에 모델에 세 가지를 더 정해 주어야 합니다. 이 과정을 *컴파일* 단계라고 합니다.
#
# **손실 함수**는 모델이 얼마나 틀렸는지를 재며, 훈련은 이 값을 작게 만드는 일입니다. 클래스가 정수로 주어질 때는
# *희소 범주형 교차 엔트로피*(sparse categorical cross-entropy)를 씁니다. 이는 다음 값의 평균입니다.
#
# $$ \ell = -\ln p_\text{label} $$
#
# 여기서 $p_\text{label}$은 모델이 정답 숫자에 매긴 확률입니다. 확신을 가지고 맞혔다면($p = 1$) 손실은 0입니다. 확률이
# 0.7이었다면 손실은 $-\ln 0.7 = 0.357$이고, 0.01이었다면 4.605입니다. 자신 있게 틀릴수록 큰 대가를 치르는 셈입니다.
# 아직 훈련하지 않은 신경망은 모든 숫자에 0.1 정도의 확률을 주므로 손실이 $-\ln 0.1 = 2.303$ 근처에서 시작합니다.
#
# **옵티마이저**(optimizer)는 손실에 따라 가중치를 어떻게 바꿀지 결정합니다. 여기서는 가중치마다 이동하는 크기를
# 조절하는 경사 하강법의 하나인 RMSprop을 사용합니다. 가장 단순한 형태의 경사 하강법은 그레이디언트 단원에서 다룹니다.
#
# **지표**(metric)는 사람이 살펴보기 위한 값입니다. 우리는 올바르게 읽은 이미지의 비율인 *정확도*(accuracy)를 봅니다.
# 그렇다면 왜 정확도를 직접 높이도록 훈련하지 않을까요? 정확도는 계단처럼 변하기 때문입니다. 가중치를 아주 조금 바꾸면
# 대부분은 어떤 판단도 달라지지 않으므로, 정확도만 보아서는 어느 방향이 더 나은지 알 수 없습니다. 반면 손실은 매끄럽게
# 변하므로 언제나 방향을 알려 줍니다.

# %% tags=["example"]
demo_predictions = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
# The first image is read correctly; the second, a 1, as a 2. · 첫 이미지는 맞게 읽었고, 둘째는 1인데 2로 읽었습니다.
demo_labels = np.array([0, 1])
demo_loss = -np.log(demo_predictions[[0, 1], demo_labels]).mean()
demo_accuracy = np.mean(demo_predictions.argmax(axis=1) == demo_labels)
assert demo_loss.round(3) == 0.78  # (0.357 + 1.204) / 2
assert demo_accuracy == 0.5

# %% [markdown] lang="en"
# ### Exercise: `compile_model(model)`
#
# Compile the model with RMSprop (at any learning rate), the sparse categorical cross-entropy as its loss and the
# accuracy as its metric. This is one of the two functions that may, and shall, change their argument. It may return the
# model or nothing; returning it allows `model = compile_model(build_model())`.

# %% [markdown] lang="ko"
# ### 연습 문제: `compile_model(model)`
#
# RMSprop(학습률은 자유), 희소 범주형 교차 엔트로피 손실, 정확도 지표로 모델을 컴파일하세요. 인수를 바꾸어도 되는,
# 그리고 바꾸어야 하는 두 함수 가운데 하나입니다. 모델을 반환해도 되고 아무것도 반환하지 않아도 됩니다. 모델을
# 반환하면 `model = compile_model(build_model())`처럼 쓸 수 있어 편리합니다.


# %% tags=["exercise"] exercise="compile_model"
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
    ### BEGIN SOLUTION
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["public-test"] exercise="compile_model"
def test_compile_model():
    """A compiled model uses RMSprop and reports the cross-entropy and the accuracy of integer labels.
    · 컴파일한 모델은 RMSprop을 쓰고, 정수 레이블에 대한 크로스 엔트로피와 정확도를 알려 줍니다.
    """
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


# %% [markdown] lang="en"
# ## Training
#
# ![One step of training: batch, predictions, loss, gradient, new weights](images/network_loop.svg)
#
# Training is a loop of small corrections:
#
# 1. Draw a batch of 128 images and their labels.
# 2. Run the model on them: the *forward pass*.
# 3. Compute the loss: how far off are the predictions?
# 4. Compute the gradient of the loss with respect to every weight: the *backward pass*.
# 5. Move every weight a little in the direction that lowers the loss.
#
# One round over the whole training set is an **epoch**. With 60,000 images and batches of 128 an epoch has
# $\lceil 60000 / 128 \rceil = 469$ steps (the last batch is short), so five epochs change the weights
# $5 \cdot 469 = 2345$ times. Why batches? A single image gives a noisy hint, all 60,000 at once give one expensive one;
# 128 are a good compromise, and fit the hardware well.
#
# `model.fit` runs this loop and returns a `History` object, whose `history.history` lists the loss and the accuracy of
# each epoch.
#
# ### Exercise: `train_model(model, images, labels)`
#
# Fit the compiled model on **all** the prepared images you get (no part is held back for validation), for 5 epochs,
# in batches of 128. Return the `History`.

# %% [markdown] lang="ko"
# ## 훈련
#
# ![훈련의 한 스텝: 배치, 예측, 손실, 그레이디언트, 새 가중치](images/network_loop.svg)
#
# 훈련은 작은 수정을 되풀이하는 반복문입니다.
#
# 1. 이미지 128장과 그 레이블로 이루어진 배치를 하나 뽑습니다.
# 2. 배치에 대해 모델을 실행합니다(*정방향 패스*).
# 3. 손실을 계산합니다. 예측이 정답에서 얼마나 벗어났을까요?
# 4. 모든 가중치에 대한 손실의 그레이디언트를 계산합니다(*역방향 패스*).
# 5. 손실이 줄어드는 방향으로 모든 가중치를 조금씩 옮깁니다.
#
# 훈련 세트 전체를 한 번 도는 것을 **에포크**(epoch)라고 합니다. 이미지가 60,000장이고 배치 크기가 128이면 한 에포크는
# $\lceil 60000 / 128 \rceil = 469$스텝이고(마지막 배치는 더 작습니다), 다섯 에포크 동안 가중치는 $5 \cdot 469 = 2345$번
# 바뀝니다. 왜 배치를 쓸까요? 이미지 한 장이 주는 정보는 들쭉날쭉하고, 60,000장을 한꺼번에 쓰면 한 번 고치는 비용이 너무
# 큽니다. 128장은 그 사이의 적절한 절충이며 하드웨어의 성능도 잘 활용합니다.
#
# `model.fit`이 이 반복문을 실행하고 `History` 객체를 반환합니다. `history.history`에는 에포크마다의 손실과 정확도가
# 들어 있습니다.
#
# ### 연습 문제: `train_model(model, images, labels)`
#
# 컴파일된 모델을 주어진 **모든** 이미지(준비를 마친 것)로 5에포크 동안 배치 크기 128로 훈련하세요. 검증용으로 일부를
# 떼어 놓지 않습니다. `History`를 반환하세요.


# %% tags=["exercise"] exercise="train_model"
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
    ### BEGIN SOLUTION
    return model.fit(images, labels, epochs=5, batch_size=128)
    ### END SOLUTION


# %% tags=["public-test"] exercise="train_model"
def test_train_model():
    """A tiny model is trained for 5 epochs of 3 batches, and its loss falls.
    · 작은 모델을 배치 3개씩 5 에포크 동안 훈련하면 손실이 줄어듭니다.
    """
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


# %% [markdown] lang="en"
# ## Asking the network
#
# `model.predict(images)` returns one row of ten probabilities for each image. The most likely digit is the *position*
# of the largest one, since the digits count from 0, as the columns do. That position is what `argmax` finds; `max`
# would tell how sure the network is, not of what. And it is wanted row by row: `axis=1`.

# %% [markdown] lang="ko"
# ## 예측하기
#
# `model.predict(images)`는 이미지마다 확률 열 개로 된 행을 하나씩 반환합니다. 숫자도 열(column)도 0부터 세므로 가장 큰
# 확률이 놓인 *위치*가 곧 가장 가능성이 높은 숫자입니다. 그 위치를 찾는 함수가 `argmax`입니다. `max`는 신경망이 얼마나
# 확신하는지를 알려 줄 뿐, 무엇이라고 보는지는 알려 주지 않습니다. 행마다 찾아야 하므로 `axis=1`을 씁니다.

# %% tags=["example"]
demo_rows = np.array([[0.1, 0.1, 0.8], [0.6, 0.3, 0.1]])
assert demo_rows.argmax(axis=1).tolist() == [2, 0]  # one answer for each image · 이미지마다 답이 하나씩
# Without axis: one position in the whole table, which is no digit. · axis가 없으면 표 전체에서의 위치입니다.
assert demo_rows.argmax() == 2
# axis=0: the best image for each digit, another question. · axis=0은 숫자마다 가장 알맞은 이미지를 묻습니다.
assert demo_rows.argmax(axis=0).tolist() == [1, 1, 0]

# %% [markdown] lang="en"
# ### Exercise: `predict_digits(model, images)`
#
# Return the most likely digit of each prepared image, as an array of integers of shape `(n,)`.

# %% [markdown] lang="ko"
# ### 연습 문제: `predict_digits(model, images)`
#
# 준비를 마친 이미지마다 가장 가능성이 높은 숫자를 구해, 크기가 `(n,)`인 정수 배열로 반환하세요.


# %% tags=["exercise"] exercise="predict_digits"
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
    ### BEGIN SOLUTION
    return model.predict(images, verbose=0).argmax(axis=1)
    ### END SOLUTION


# %% tags=["public-test"] exercise="predict_digits"
def test_predict_digits():
    """A model that passes its ten inputs on predicts the digit whose input is the largest.
    · 입력 열 개를 그대로 내보내는 모델은 가장 큰 입력의 숫자를 예측합니다.
    """
    model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    model.set_weights([np.eye(10), np.zeros(10)])
    digits = predict_digits(model, np.eye(10, dtype="float32")[[3, 1, 4, 1]])
    assert isinstance(digits, np.ndarray), "the digits come as a NumPy array · 숫자는 NumPy 배열로 반환됩니다"
    assert digits.shape == (4,), "four images have four digits · 이미지 네 장에는 숫자가 네 개입니다"
    assert np.issubdtype(digits.dtype, np.integer), "digits are integers · 숫자는 정수입니다"
    assert digits.tolist() == [3, 1, 4, 1], (
        "the digit is the position of the largest probability · 숫자는 가장 큰 확률이 놓인 위치입니다"
    )


# %% [markdown] lang="en"
# ## Judging the network
#
# The accuracy is the share of images whose most likely digit is the label: 3 right out of 4 is 0.75. `model.evaluate`
# returns the loss and then the metrics it was compiled with; of these we want only the accuracy.
#
# Training ends with an accuracy of about 0.99 on the training images, but about 0.98 on the test images. This gap is
# **overfitting**: a model does worse on new data than on the data it learnt from. It is a central theme of machine
# learning, and the reason why only the test set counts.
#
# ### Exercise: `evaluate_model(model, images, labels)`
#
# Return the accuracy of the compiled model on the prepared images: a `float` from 0 to 1.

# %% [markdown] lang="ko"
# ## 평가하기
#
# 정확도는 가장 가능성이 높은 숫자가 레이블과 같은 이미지의 비율입니다. 4장 가운데 3장을 맞혔다면 0.75입니다.
# `model.evaluate`는 손실을 먼저, 이어서 컴파일할 때 정한 지표를 반환합니다. 우리에게 필요한 것은 이 가운데
# 정확도뿐입니다.
#
# 훈련을 마치면 훈련 이미지에 대한 정확도는 0.99 정도이지만 테스트 이미지에 대해서는 0.98 정도입니다. 이 차이가
# **과대적합**(overfitting)입니다. 모델이 학습한 데이터보다 새로운 데이터에서 성능이 떨어지는 현상을 말합니다.
# 과대적합은 머신러닝의 핵심 주제이며, 테스트 세트의 결과만을 인정하는 까닭이기도 합니다.
#
# ### 연습 문제: `evaluate_model(model, images, labels)`
#
# 컴파일된 모델이 준비를 마친 이미지에서 얻는 정확도를 0부터 1까지의 `float`로 반환하세요.


# %% tags=["exercise"] exercise="evaluate_model"
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
    ### BEGIN SOLUTION
    _loss, accuracy = model.evaluate(images, labels, verbose=0)
    return float(accuracy)
    ### END SOLUTION


# %% tags=["public-test"] exercise="evaluate_model"
def test_evaluate_model():
    """A model that reads three of four images correctly has the accuracy 0.75.
    · 이미지 네 장 가운데 세 장을 맞게 읽는 모델의 정확도는 0.75입니다.
    """
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


# %% [markdown] lang="en"
# ## Try it: the whole pipeline
#
# Now put the stations together. This runs for about half a minute on a laptop:
#
# ```python
# (train_images, train_labels), (test_images, test_labels) = load_mnist()
# model = build_model()
# compile_model(model)
# history = train_model(model, prepare_images(train_images), train_labels)
#
# test_x = prepare_images(test_images)
# print(predict_digits(model, test_x[:5]), test_labels[:5])   # [7 2 1 0 4] [7 2 1 0 4]
# print(evaluate_model(model, test_x, test_labels))           # about 0.98
# ```
#
# One exercise has no function of its own: **`test_accuracy`**. The grader runs your pipeline (prepare, build, compile,
# train on all 60,000 images) and measures the accuracy on the 10,000 test images by itself. If it reaches **0.97** at
# the end of any epoch, you get the points of this exercise, all of them; otherwise none. The network above passes with
# room to spare, after two or three epochs as a rule. If yours does not, look for the usual culprits: images that
# were not divided by 255, a missing `relu`, a learning rate that is far too large.
#
# Look at what goes wrong, too; it teaches more than what goes right:
#
# ```python
# import matplotlib.pyplot as plt
#
# digits = predict_digits(model, test_x)
# wrong = np.flatnonzero(digits != test_labels)
# plt.imshow(test_images[wrong[0]], cmap="binary")
# plt.title(f"a {test_labels[wrong[0]]}, taken for a {digits[wrong[0]]}")
# ```

# %% [markdown] lang="ko"
# ## 직접 해 보기: 전체 과정
#
# 이제 모든 단계를 이어 봅시다. 노트북 컴퓨터에서 30초 정도 걸립니다.
#
# ```python
# (train_images, train_labels), (test_images, test_labels) = load_mnist()
# model = build_model()
# compile_model(model)
# history = train_model(model, prepare_images(train_images), train_labels)
#
# test_x = prepare_images(test_images)
# print(predict_digits(model, test_x[:5]), test_labels[:5])   # [7 2 1 0 4] [7 2 1 0 4]
# print(evaluate_model(model, test_x, test_labels))           # 약 0.98
# ```
#
# 따로 작성할 함수가 없는 연습 문제가 하나 있습니다. 바로 **`test_accuracy`** 입니다. 채점 프로그램이 여러분의 전체
# 과정(준비, 구성, 컴파일, 60,000장 전체로 훈련)을 실행하고, 테스트 이미지 10,000장에 대한 정확도를 직접 잽니다. 어느
# 에포크든 그 에포크가 끝났을 때 정확도가 **0.97** 이상이면 이 문제의 점수를 모두 받고, 그렇지 않으면 받지 못합니다.
# 위의 신경망은 대개 두세 에포크면 이 기준을 넘고, 다섯 에포크가 끝나면 여유 있게 통과합니다. 기준에 미치지 못한다면
# 흔한 원인부터 살펴보세요. 이미지를 255로 나누지 않았거나, `relu`를 빠뜨렸거나, 학습률이 지나치게 큰 경우가 많습니다.
#
# 틀린 예도 살펴보세요. 맞힌 예보다 더 많은 것을 가르쳐 줍니다.
#
# ```python
# import matplotlib.pyplot as plt
#
# digits = predict_digits(model, test_x)
# wrong = np.flatnonzero(digits != test_labels)
# plt.imshow(test_images[wrong[0]], cmap="binary")
# plt.title(f"a {test_labels[wrong[0]]}, taken for a {digits[wrong[0]]}")
# ```

# %% [markdown] lang="en"
# ## What you have learnt
#
# You have trained a neural network from raw bytes to 98 % of digits read correctly. On the way you met the vocabulary
# of the whole field: samples, labels and classes; training set and test set; layers, activations and weights; loss,
# optimizer and metric; batch and epoch; and overfitting.
#
# Two steps are still sealed boxes: step 4 of the training loop, where the gradient of the loss appears out of nowhere,
# and step 5, where the weights are moved. The next unit, `gradients`, opens both.

# %% [markdown] lang="ko"
# ## 정리
#
# 여러분은 바이트로 된 데이터에서 출발해 숫자의 98%를 올바르게 읽는 신경망을 훈련했습니다. 그 과정에서 이 분야 전체의
# 기본 용어를 만났습니다. 샘플과 레이블과 클래스, 훈련 세트와 테스트 세트, 층과 활성화 함수와 가중치, 손실과
# 옵티마이저와 지표, 배치와 에포크, 그리고 과대적합입니다.
#
# 아직 열어 보지 않은 상자가 두 개 있습니다. 손실의 그레이디언트가 어디선가 나타나는 훈련 반복문의 4단계와 가중치를
# 옮기는 5단계입니다. 다음 단원 `gradients`에서 두 상자를 모두 열어 봅니다.
