"""What `diffrates run` wrote, as structured arrays."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

import numpy
from numpy.typing import NDArray

Table = NDArray[numpy.void]

#: Columns that hold words even where these look like numbers; those that hold whole numbers; truths.
_words = {"target", "schedule", "start", "score_error", "sampler", "metric", "law", "status", "against", "drop", "reason", "remark",
          "id", "statement", "relation", "verdict", "words", "targets", "series"}
_integers = {"dimension", "steps", "nfe", "fit", "used", "replicate"}
_truths = {"conclusive", "tight"}


@dataclass(frozen=True)
class Result:
    """One result folder. A column of a table is `result.points["value"]`; a number that is missing is nan."""

    folder: Path
    name: str
    config: Mapping[str, Any]  #: the configuration, complete
    points: Optional[Table]  #: one row a number: value, error, status, and its place
    fits: Optional[Table]  #: one row a series: exponent, low, high, constant, ...
    verdicts: Optional[Table]  #: one row a claim
    claims: Sequence[Mapping[str, Any]]  #: the same as verdicts.json has them, with lists
    tables: Mapping[str, Table]  #: every CSV file by its name without ".csv", those above too

    def frames(self) -> Dict[str, Any]:
        """All tables and the verdicts as pandas frames, by name. Needs pandas."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("Result.frames() needs pandas; the structured arrays in Result.tables do without") from error
        frames = {name: pandas.DataFrame(table) for name, table in self.tables.items()}
        if self.verdicts is not None:
            frames["verdicts"] = pandas.DataFrame(self.verdicts)
        return frames


def read(folder: Union[str, "os.PathLike[str]"]) -> Result:
    """Reads a folder that `diffrates run` has finished. FileNotFoundError where it is none; ValueError, naming the file,
    where one is damaged. Experiments of other kinds than rates have tables of their own, in `tables`."""
    path = Path(folder)
    if not (path / "config.json").is_file():
        raise FileNotFoundError(f"{path}: has no config.json; accepted: a folder written by diffrates run")
    config = _json(path / "config.json")
    tables = {file.stem: _table(file) for file in sorted(path.glob("*.csv"))}
    judged = path / "verdicts.json"
    claims: List[Mapping[str, Any]] = _json(judged)["claims"] if judged.is_file() else []
    return Result(path, str(config["name"]), config, tables.get("points"), tables.get("fits"),
                  _verdicts(claims) if judged.is_file() else None, claims, tables)


def _json(file: Path) -> Dict[str, Any]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"{file}: is no JSON object")
    return value


def _table(file: Path) -> Table:
    with file.open(newline="", encoding="utf-8") as source:
        rows = list(csv.reader(source))
    if not rows:
        raise ValueError(f"{file}: is empty; accepted: a line of column names, then rows")
    header, body = rows[0], rows[1:]
    for number, row in enumerate(body, 2):
        if len(row) != len(header):
            raise ValueError(f"{file}: line {number} has {len(row)} columns; accepted: {len(header)}, like its first line")
    columns = zip(*body) if body else [()] * len(header)
    try:
        return _structured([(name, _column(name, cells)) for name, cells in zip(header, columns)])
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def _structured(columns: Sequence[Tuple[str, NDArray[Any]]]) -> Table:
    table = numpy.empty(len(columns[0][1]) if columns else 0, dtype=[(name, values.dtype) for name, values in columns])
    for name, values in columns:
        table[name] = values
    return table


def _column(name: str, cells: Sequence[str]) -> NDArray[Any]:
    """Words, truths, whole numbers or numbers, an empty cell of which is nan: by the column's name where it is a known
    one, else by what all cells can be read as."""
    if name in _words:
        return _text(cells)
    if name in _truths:
        return numpy.array([cell == "true" for cell in cells], dtype=bool)
    if name in _integers and all(cells):
        whole = _all(int, cells)
        if whole is not None:
            return numpy.array(whole, dtype=numpy.int64)
    numbers = _all(lambda cell: float(cell) if cell else numpy.nan, cells)
    if numbers is not None:
        return numpy.array(numbers, dtype=numpy.float64)
    return _text(cells)


def _text(cells: Iterable[str]) -> NDArray[Any]:
    values = numpy.array(list(cells), dtype=str)
    return values if values.size else numpy.empty(0, dtype="<U1")


def _all(read_one: Callable[[str], Any], cells: Sequence[str]) -> Optional[List[Any]]:
    try:
        return [read_one(cell) for cell in cells]
    except ValueError:
        return None


def _verdicts(claims: Sequence[Mapping[str, Any]]) -> Table:
    """One column a key that some claim has; lists are words, parted by blanks."""
    keys = list(dict.fromkeys(key for claim in claims for key in claim))
    return _structured([(key, _values(key, [claim.get(key) for claim in claims])) for key in keys])


def _values(name: str, values: Sequence[Any]) -> NDArray[Any]:
    if name in _truths:
        return numpy.array([bool(value) for value in values])
    if name not in _words and all(value is None or isinstance(value, (int, float)) for value in values):
        return numpy.array([numpy.nan if value is None else value for value in values], dtype=numpy.float64)
    return _text(" ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value) for value in values)
