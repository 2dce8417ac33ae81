"""What people fill in about mandates, dialogues and agreements."""
