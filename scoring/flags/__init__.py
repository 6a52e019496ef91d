"""Hard to fake: what a figure may owe to its makers, told to people who judge it. A flag never changes a figure."""
