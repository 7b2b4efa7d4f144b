# Fault: the derivative of t² is taken for t: half the speed.
# Exercise: speed_and_acceleration
# First line: speed (item 0): Wrong values: every result is 0.5 times what was expected
def speed_and_acceleration(time):
    return 4.9 * time, 9.8
