"""What all tests share: settings for hypothesis."""

from hypothesis import settings

# The first example of a property may have to compile a kernel, so a time limit per example would fail by chance.
settings.register_profile("diversion", deadline=None, derandomize=True)
settings.load_profile("diversion")
