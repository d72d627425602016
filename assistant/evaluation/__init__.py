"""Measuring the answers: labelled questions in, quality figures and every miss out."""
