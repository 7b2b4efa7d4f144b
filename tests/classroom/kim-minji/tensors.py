# 딥러닝 실습 1 - 텐서 표현 / 김민지
import numpy as np
import matplotlib.pyplot as plt


def make_scalar(value):
    return np.array(value)


def make_vector(values):
    return np.array(list(values))


def make_matrix(rows):
    return np.array([list(row) for row in rows])


def make_rank3(matrix, copies):
    # 같은 행렬을 copies번 쌓기
    return np.stack([np.array(matrix) for _ in range(copies)])


def key_attributes(x):
    return (x.ndim, x.shape, str(x.dtype))


def slice_images(images, start, stop):
    return images[start:stop, :, :]


def get_batch(images, index, batch_size=128):
    시작 = index * batch_size
    return images[시작:시작 + batch_size]


def plot_digit(images, index):
    fig, ax = plt.subplots()
    ax.imshow(images[index], cmap=plt.cm.binary)
    ax.set_title(f"{index}번 이미지")
    return ax


if __name__ == "__main__":
    연습 = np.zeros((10, 28, 28), dtype="uint8")
    plot_digit(연습, 3)
    plt.show()
