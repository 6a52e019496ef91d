"""The portal's own way to keep a password, at the least that it can cost: hundreds of tests log in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Real Argon2, of one pass over a few kilobytes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
