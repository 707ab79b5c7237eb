"""Tables: from the dataclasses of results to Arrow, which pandas, Polars and DuckDB take as it is."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

_TYPES: dict[Any, pa.DataType] = {str: pa.string(), int: pa.int64(), bool: pa.bool_(), float: pa.float64()}


def tabled(rows: Iterable[Any], kind: type) -> pa.Table:
    """Return dataclasses of one ``kind`` as a table with its fields for columns, in their order, but for those that are maps."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if not _is_map(hint)}
    schema = pa.schema([pa.field(name, _arrow(hint), nullable=_optional(hint)) for name, hint in hints.items()])
    return pa.Table.from_pylist([{name: getattr(row, name) for name in hints} for row in rows], schema=schema)


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _is_map(hint: Any) -> bool:
    return any(get_origin(part) is Mapping for part in (hint, *get_args(hint)))


def _arrow(hint: Any) -> pa.DataType:
    if get_origin(hint) in (Union, types.UnionType):
        return _arrow(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is Literal:
        return pa.string()
    if get_origin(hint) is tuple:
        return pa.list_(_arrow(get_args(hint)[0]))
    return _TYPES[hint]
