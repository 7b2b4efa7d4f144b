"""Hidden graders of `first_network`: a network that reads digits, and the whole pipeline on MNIST."""

import pytest

from autograder.checks import check, network
from autograder.checks.check import Wrong
from autograder.graders import digits


@pytest.mark.exercise("load_mnist")
class TestLoadMnist:
    @pytest.mark.points(2)
    def test_values(self, student, pipeline):
        """Returns the training set and the test set of MNIST, as Keras gives them."""
        network.check_data(student.load_mnist(), pipeline.served)


@pytest.mark.exercise("prepare_images")
class TestPrepareImages:
    @pytest.mark.points(1.8)
    def test_values(self, student, reference):
        """Gives one row an image, scaled from 0…255 to 0…1."""
        check.values(student.prepare_images, reference.prepare_images, digits.IMAGES)

    @pytest.mark.points(0.4, beside="values")
    def test_sizes(self, student, reference):
        """Works for images of any size, and for none."""
        check.values(student.prepare_images, reference.prepare_images, digits.OTHER_SIZES)

    @pytest.mark.points(0.4, beside="values")
    def test_dtype(self, student):
        """The result is float32."""
        check.holds(student.prepare_images, digits.IMAGES, network.is_float32)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the images it is given alone."""
        check.unchanged(student.prepare_images, digits.PREPARE_IMAGES_KEPT)


@pytest.mark.exercise("build_model")
class TestBuildModel:
    @pytest.mark.points(4)
    def test_layers(self, student):
        """A Sequential of Dense(512, relu) and Dense(10, softmax)."""
        network.check_layers(network.config(student, student.build_model()))


@pytest.mark.exercise("compile_model")
class TestCompileModel:
    @pytest.mark.points(1)
    def test_optimizer(self, student):
        """The optimizer is RMSprop."""
        network.check_optimizer(network.compiled(student, digits.READER))

    @pytest.mark.points(1)
    def test_loss(self, student):
        """The loss is sparse categorical cross-entropy."""
        network.check_loss(network.compiled(student, digits.READER))

    @pytest.mark.points(1)
    def test_metrics(self, student):
        """The accuracy is measured."""
        network.check_metrics(network.compiled(student, digits.READER))


@pytest.mark.exercise("train_model")
class TestTrainModel:
    @pytest.mark.points(1.2)
    def test_learns(self, pipeline):
        """Trains the model on the images and labels that it is given."""
        network.check_learnt(network.training(pipeline, digits.LESSON), digits.LESSON)

    @pytest.mark.points(0.6, beside="learns")
    def test_epochs(self, pipeline):
        """Trains for 5 epochs."""
        network.check_epochs(network.training(pipeline, digits.LESSON))

    @pytest.mark.points(0.6, beside="learns")
    def test_batches(self, pipeline):
        """Takes all the images, in batches of 128."""
        network.check_batches(network.training(pipeline, digits.LESSON))

    @pytest.mark.points(0.6, beside="learns")
    def test_history(self, pipeline):
        """Returns the History."""
        network.check_history(network.training(pipeline, digits.LESSON))


@pytest.mark.exercise("predict_digits")
class TestPredictDigits:
    @pytest.mark.points(2)
    def test_values(self, student):
        """Names the most likely digit of each image."""
        network.check_predictions(student, digits.READER, digits.ROWS, digits.READINGS)

    @pytest.mark.points(1, beside="values")
    def test_one_image(self, student):
        """Works for a single image and gives integers of shape (n,)."""
        network.check_predictions(student, digits.READER, digits.ROWS[:1], digits.READINGS[:1])


@pytest.mark.exercise("evaluate_model")
class TestEvaluateModel:
    @pytest.mark.points(2)
    def test_values(self, student):
        """Gives the share of images that the model reads rightly."""
        network.check_accuracies(student, digits.READER, digits.ROWS, digits.MARKED)


@pytest.mark.exercise("test_accuracy")
class TestAccuracy:
    @pytest.mark.points(5)
    def test_pipeline(self, pipeline, say, measure):
        """Prepared, built, compiled and trained, the network reads the test digits well enough."""
        try:
            trainings = pipeline.trainings()
        except ValueError as error:
            raise Wrong(
                check.sentence("The pipeline could not be measured: {error}.").format(error=error.args[0])
            ) from None
        network.check_ended(trainings[-1])
        best = max(training.best for training in trainings)
        measured = network.describe_accuracy(trainings, pipeline.threshold)
        if any(training.accuracies for training in trainings):
            measure(best, pipeline.figures())
        if best < pipeline.threshold:
            raise Wrong(measured)
        say(measured)
