"""The quality report: who sees it, what the records say for it, what it lacks, what it says when it is issued."""
