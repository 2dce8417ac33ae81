"""What can be done in a case. The only modules of this room that write."""
