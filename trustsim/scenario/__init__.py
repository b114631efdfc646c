"""The scenario: what a user varies, validated and frozen."""
