"""Other programs are told that something happened: which thing, and where it can be read; never a figure or a name."""
