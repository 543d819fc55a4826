"""The other side of diffrates' pipe: serve a sampler or a score, and read results.

The messages are described in docs/programs.md.
"""

from .levels import Level, Schedule
from .results import Result, read
from .sampler import Score, serve_sampler
from .score import serve_score

__all__ = ["Level", "Result", "Schedule", "Score", "read", "serve_sampler", "serve_score"]
