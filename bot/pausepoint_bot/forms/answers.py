"""What a surface hands back for one field, before anything is checked. A type, nothing else."""

from __future__ import annotations

Answer = None | str | bool | int | tuple[int, ...]
"""None: blank. str: as typed. bool: ticked. int: the index of the chosen option. tuple: the indices of several."""
