"""Surveys that a person may see, how many have answered, and what they said once it may be shown."""
