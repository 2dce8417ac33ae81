"""Files in, text with a page map out. `text.extract` is the door."""
