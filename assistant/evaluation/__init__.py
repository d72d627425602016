"""Measure the quality of the answers with labelled questions, and preview the impact of an edit."""
