"""A case nobody prepared: raw files of a fictional seller, and a person who follows the README to the letter."""
