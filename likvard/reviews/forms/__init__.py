"""What people fill in about cases: cleaned, never acted upon."""
