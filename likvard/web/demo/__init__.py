"""The demo: a municipality that does not exist, the documents it has received, and how far its work has come."""
