# Fault: evaluate gives the loss and the accuracy; both come back.
# Exercise: evaluate_model
# First line: evaluate_model should return the accuracy, a single float, not
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0)
