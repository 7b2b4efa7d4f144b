# Fault: epochs is left at its default.
# Exercise: train_model
# First line: The training should take 5 epochs, not 1
def train_model(model, images, labels):
    return model.fit(images, labels, batch_size=128, verbose=0)
