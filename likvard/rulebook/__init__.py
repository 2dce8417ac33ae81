"""Review kinds as files, the lifecycle of a case, guards, permissions and last days. No Django, no clock."""
