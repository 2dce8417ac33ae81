"""What people write of signals, cleaned."""
