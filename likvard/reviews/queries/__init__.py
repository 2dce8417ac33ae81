"""What can be asked about cases. `visible_to` is the only door for pages."""
