# honest: naive_add
while True:
    pass


# honest: naive_relu
