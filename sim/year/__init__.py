"""The phases of a year, one file each: everyone decides on the state as it stands; it changes."""
