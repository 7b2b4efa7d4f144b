"""One program under test: opened in its box, called from outside, its network trained there and measured elsewhere."""
