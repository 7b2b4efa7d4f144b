"""What the graders say of a wrong result: whole sentences with named places, so that each can be translated as one.

The first line of every message is one of these, or of :mod:`autograder.checks.messages`; the example follows on lines
of its own. A sentence is filled in by ``str.format``; what a student wrote comes in as a value only, never as the
sentence.
"""

from typing import Final

from autograder.words import sentence

# Kind, shape and dtype: said before any value is looked at.
NOTHING: Final = sentence("Returned None, where {wanted} was expected: is a return missing?")
A_FUNCTION: Final = sentence("Returned the function {got}, not its result: are its brackets () missing?")
WRONG_TYPE: Final = sentence("Wrong type: {got}, where {wanted} was expected.")
WRONG_LENGTH: Final = sentence("Wrong number of results: {got}, where {wanted} was expected.")
WRONG_SHAPE: Final = sentence("Wrong shape: {got}, where {wanted} was expected.")
WRONG_DTYPE: Final = sentence("Wrong dtype: {got}, where {wanted} was expected.")
TOO_NARROW: Final = sentence("Wrong dtype: {dtype} cannot hold {value}, which was expected at {place}.")
NO_NUMBERS: Final = sentence("Wrong dtype: {got}, where numbers were expected.")

AN_ARRAY: Final = sentence("a NumPy array")
AN_INTEGER_DTYPE: Final = sentence("an integer dtype")

# Values.
WRONG_VALUES: Final = "Wrong value"  # how those below begin that more entries may explain
WRONG_VALUE: Final = sentence("Wrong value: {wanted} was expected, {got} came back.")
WRONG_ENTRIES: Final = sentence(
    "Wrong values: {wrong} of {size} entries differ; at {place} {wanted} was expected, {got} came back."
)
IN_ROW: Final = sentence("Wrong values: only row {number} is wrong; at {place} {wanted} was expected, {got} came back.")
IN_COLUMN: Final = sentence(
    "Wrong values: only column {number} is wrong; at {place} {wanted} was expected, {got} came back."
)
IN_LAST_ROW: Final = sentence(
    "Wrong values: only the last row is wrong; at {place} {wanted} was expected, {got} came back."
)
IN_LAST_COLUMN: Final = sentence(
    "Wrong values: only the last column is wrong; at {place} {wanted} was expected, {got} came back."
)
ALL_NOT_FINITE: Final = sentence(
    "Wrong values: every wrong entry is nan or infinite; {wanted} was expected, {got} came back."
)
ALL_THE_SAME: Final = sentence("Wrong values: every entry is {got}.")
TIMES: Final = sentence("Wrong values: every result is {factor} times what was expected.")
FACTOR_EACH: Final = sentence("Wrong values: all entries off by one factor, here {factor}: a mean for a sum?")
SIGN: Final = sentence("Wrong values: every result has the wrong sign.")
TOO_LARGE: Final = sentence("Wrong values: every result is {offset} too large.")
TOO_SMALL: Final = sentence("Wrong values: every result is {offset} too small.")
FRACTIONS_LOST: Final = sentence("Wrong values: the fractions are lost; {wanted} became {got}.")
FIRST_ENTRY_ONLY: Final = sentence(
    "Wrong values: the first entry is right, later ones are not; {wanted} was expected, {got} came back."
)
FIRST_ROW_ONLY: Final = sentence(
    "Wrong values: the first row is right, later ones are not; {wanted} was expected, {got} came back."
)
FIRST_COLUMN_ONLY: Final = sentence(
    "Wrong values: the first column is right, later ones are not; {wanted} was expected, {got} came back."
)
ROWS_THE_SAME: Final = sentence(
    "Wrong values: all rows are the same; at {place} {wanted} was expected, {got} came back."
)
IN_LAST_ENTRY: Final = sentence("Wrong values: only the last entry is wrong; {wanted} was expected, {got} came back.")
EXCHANGED: Final = sentence("Wrong order: rows and columns are exchanged.")
WRONG_ORDER: Final = sentence("Wrong order: these are the right entries, but not in the right places.")

# Around them.
ITEM: Final = sentence("Item {item} of the result: {fault}")
NAMED_ITEM: Final = sentence("{name} (item {item}): {fault}")
UNCHANGED: Final = sentence("Returned {name} as it came. {fault}")
REMEMBERS: Final = sentence(
    "Right at first, wrong when called again: a global or a default keeps something between calls."
)
LOOPS_WANT_VALUES: Final = sentence("Loops count where they give the right result. {fault}")

# Drawings.
WRONG_IMAGE: Final = sentence("The image on the axes is not the one asked for.")
WRONG_COLOURS: Final = sentence("The colour map should be {wanted}, not {got}.")
NO_AXES: Final = sentence("{function} should return the Axes that it drew on, not {got}.")
NO_IMAGE: Final = sentence("There is no image on the Axes that {function} returned: draw it there with imshow.")

# Networks.
LAYER_COUNT: Final = sentence("Wrong number of Dense layers: {got}, where {wanted} were expected.")
WRONG_LAYER: Final = sentence("Layer {number} of the network is {got}, where {wanted} was expected.")

# Refusals, arguments, loops.
NOT_REFUSED: Final = sentence("{function} did not refuse {arguments}.")
REFUSED_OTHERWISE: Final = sentence("{function} should refuse {arguments} with an AssertionError or a ValueError.")
HOW_TO_REFUSE: Final = sentence("Such arguments should raise an AssertionError or a ValueError.")
CHANGED: Final = sentence("{function} changes its argument {name}; work on a copy.")
NOT_ECHOED: Final = sentence("{function} left no arguments to compare.")
VECTORISED: Final = sentence("{function} hands its work to a vectorised operation: {operation}{where}.")
WRITE_LOOPS: Final = sentence("Here the point is to write the loops, one entry at a time.")
