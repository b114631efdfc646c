"""Experiments: a study file's runs, none lost, each one explainable."""
