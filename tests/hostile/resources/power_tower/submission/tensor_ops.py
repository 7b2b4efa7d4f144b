# honest: naive_relu
BIGGEST = 9**9**9


# honest: naive_add
