# Fault: the loss is that for one-hot labels.
# Exercise: compile_model
# First line: The loss should be sparse categorical cross-entropy, not categorical_crossentropy
def compile_model(model):
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
