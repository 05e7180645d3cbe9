"""Turn still images into shareable videos by chat."""

__version__ = "0.1.0"
