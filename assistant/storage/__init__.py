"""What stays on this machine: questions asked, questions without an answer, conversations, settings."""
