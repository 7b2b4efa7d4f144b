# Fault: the probabilities are returned, not the most likely digit.
# Exercise: predict_digits
# First line: Wrong shape: (30, 10), where (30,) was expected
def predict_digits(model, images):
    return model.predict(images, verbose=0)
