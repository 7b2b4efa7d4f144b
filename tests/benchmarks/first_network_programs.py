"""Right programs for the unit `first_network`: the same network and training, written differently."""

from choices import Choice, Family, Style

CHOICES = {
    "load_mnist": Choice(
        "",
        (),
        (
            "return keras.datasets.mnist.load_data()",
            """
            (<images>, <labels>), <test> = keras.datasets.mnist.load_data()
            return (<images>, <labels>), <test>
            """,
        ),
    ),
    "prepare_images": Choice(
        "images",
        (),
        (
            """
            <n> = images.shape[1] * images.shape[2]
            return images.reshape((len(images), <n>)).astype("float32") / 255
            """,
            """
            <out> = np.reshape(images, (images.shape[0], images.shape[1] * images.shape[2]))
            return <out>.astype(np.float32) / 255
            """,
        ),
    ),
    "build_model": Choice(
        "",
        (),
        (
            """
            return keras.Sequential([
                keras.Input((784,)),
                layers.Dense(512, activation="relu"),
                layers.Dense(10, activation="softmax"),
            ])
            """,
            """
            <model> = keras.Sequential()
            <model>.add(keras.Input(shape=(28 * 28,)))
            <model>.add(layers.Dense(512, activation="relu"))
            <model>.add(layers.Dense(10, activation="softmax"))
            return <model>
            """,
            """
            return keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")])
            """,
        ),
    ),
    "compile_model": Choice(
        "model",
        (),
        (
            'model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])',
            """
            model.compile(optimizer=keras.optimizers.RMSprop(), loss="sparse_categorical_crossentropy", metrics=["acc"])
            return model
            """,
        ),
    ),
    "train_model": Choice(
        "model, images, labels",
        (),
        (
            "return model.fit(images, labels, epochs=5, batch_size=128)",
            """
            <out> = model.fit(images, labels, batch_size=128, epochs=5)
            return <out>
            """,
        ),
    ),
    "predict_digits": Choice(
        "model, images",
        (),
        (
            "return model.predict(images).argmax(axis=1)",
            """
            <out> = model.predict(images, verbose=0)
            return np.argmax(<out>, axis=1)
            """,
        ),
    ),
    "evaluate_model": Choice(
        "model, images, labels",
        (),
        (
            """
            <n>, <out> = model.evaluate(images, labels)
            return <out>
            """,
            "return float(model.evaluate(images, labels, verbose=0)[1])",
        ),
    ),
}

STYLE = Style(
    names={
        "results": (("out", "n"), ("result", "size"), ("out", "n"), ("answer", "pixels")),
        "data": (
            ("images", "labels", "test"),
            ("train_images", "train_labels", "test"),
            ("x", "y", "rest"),
        ),
        "models": (("model",), ("model",), ("network",)),
    },
    preambles=(
        "import keras\nimport numpy as np\nfrom keras import layers",
        "# 2.1\nimport numpy as np\nimport keras\nfrom keras import layers",
    ),
    remarks=("as in the book", "2.1", "숫자 인식"),
    endings=("",),
)

FIRST_NETWORK = Family("first_network", CHOICES, STYLE)
