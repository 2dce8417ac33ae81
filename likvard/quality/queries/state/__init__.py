"""The state of play: series of figures with their intervals, what they are compared with, and what stands out."""
