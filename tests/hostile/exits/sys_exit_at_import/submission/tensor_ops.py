import sys

# honest: naive_add, naive_relu
sys.exit(0)


# honest: naive_vector_dot
