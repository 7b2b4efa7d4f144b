# 송민호: 텐서 연산
import numpy as np


def transpose_matrix(x):
    return x.T  # 전치 행렬
