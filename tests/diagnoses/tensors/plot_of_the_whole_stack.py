# Fault: imshow is given all the images, which Matplotlib refuses.
# Exercise: plot_digit
# First line: raised TypeError: Invalid shape
import matplotlib.pyplot as plt


def plot_digit(images, index):
    figure, axes = plt.subplots()
    axes.imshow(images, cmap=plt.cm.binary)
    return axes
