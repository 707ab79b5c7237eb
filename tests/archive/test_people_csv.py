import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sayso.alike import key
from sayso.archive import people_csv
from sayso.archive.people_csv import WIDEST, PeopleTable, read
from sayso.errors import InputError


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def told(found: PeopleTable) -> dict[str, dict[str, str]]:
    """Name → attribute → value."""
    return {name: dict(zip(found.attributes, values, strict=True)) for name, values in found.rows.values()}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_cells_stand_between_commas_semicolons_or_tabs(tmp_path: Path, sign: str) -> None:
    text = f"name{sign}role{sign}gender\nInes Calder{sign}master{sign}woman\nOwen Bray{sign}minister{sign}\n"
    assert told(read(table(tmp_path, text))) == {
        "Ines Calder": {"role": "master", "gender": "woman"},
        "Owen Bray": {"role": "minister", "gender": ""},
    }


def test_the_sign_between_cells_is_the_one_that_fits_most_rows(tmp_path: Path) -> None:
    found = read(table(tmp_path, "name;role, and where\nInes Calder;master\nOwen Bray;minister\n"))
    assert found.attributes == ("role, and where",)


def test_a_cell_in_quotation_marks_may_hold_the_sign_and_a_line_end(tmp_path: Path) -> None:
    found = read(table(tmp_path, 'name,role\nInes Calder, "master, of the\r\n port"\r\n'))
    assert told(found) == {"Ines Calder": {"role": "master, of the port"}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_may_be_in_any_unicode(tmp_path: Path, encoding: str) -> None:
    found = read(table(tmp_path, "name,role\nZoë Amélie Brun,pilot\n".encode(encoding)))
    assert list(told(found)) == ["Zoë Amélie Brun"]
    assert found.guessed is None


def test_any_other_text_is_taken_for_what_spreadsheets_write_and_that_is_told(tmp_path: Path) -> None:
    found = read(table(tmp_path, "name;role\r\nZoë Brun;“pilot”\r\n".encode("windows-1252")))
    assert told(found) == {"Zoë Brun": {"role": "“pilot”"}}
    assert found.guessed == "Windows-1252"


def test_names_and_attributes_are_compared_without_case_accents_and_blanks(tmp_path: Path) -> None:
    found = read(table(tmp_path, "Name, Home  Town \nINÉS  CALDER,Orlay\n#007,Halden\n"))
    assert found.attributes == ("home town",)
    assert list(found.rows) == ["ines calder", "#7"]


def test_of_a_name_that_comes_twice_the_last_row_counts_and_it_is_told(tmp_path: Path) -> None:
    found = read(table(tmp_path, "name,role,gender\nInes Calder,master,woman\nOwen Bray,minister,\nInés Calder,captain\n"))
    assert told(found)["Inés Calder"] == {"role": "captain", "gender": ""}
    assert found.twice == ("Inés Calder",)


def test_empty_lines_and_columns_are_no_rows(tmp_path: Path) -> None:
    assert told(read(table(tmp_path, "\n,,\nname,role,,\n\nInes Calder,master,,\n,,,\n"))) == {"Ines Calder": {"role": "master"}}


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("", "", "is empty"),
        ("\n \n", "", "is empty"),
        ("name,role\n", "", "holds no names"),
        ("name\nInes Calder\n", ":1", "has one column only"),
        ("#12,woman\n", ":1", "has no head: its first line is already about #12"),
        ("name,role,,gender\nInes Calder,master,,woman\n", ":1", "does not say what its column 3 is"),
        ("name,role,Role\nInes Calder,a,b\n", ":1", "has two columns called 'role'"),
        ("name,a=b\nInes Calder,master\n", ":1", "calls its column 2 'a=b'"),
        ("name,role\nInes Calder,master,woman\n", ":2", "has 3 cells, and the first line 2"),
        ("name,role\nInes Calder,master\n,minister\n", ":3", "does not begin with a name"),
        ("name,role\n—,minister\n", ":2", "does not begin with a name"),
        ("name,role\n#1x,minister\n", ":2", "does not begin with a name"),
        ("name,role\n#2147483648,minister\n", ":2", "does not begin with a name"),
        ("name,role\n#²,minister\n", ":2", "does not begin with a name"),
        ('name,role\nInes Calder,"master\n', ":2", "is no row of a table (unexpected end of data)"),
        (f"name,role\nInes Calder,{'m' * 301}\n", ":2", "has a cell of 301 letters"),
        (f"name,{'m' * 301}\nInes Calder,a\n", ":1", "has a cell of 301 letters"),
        (f"name,role\n{'ﷺ' * 100},a\n", ":2", "has a cell of 1,800 letters"),
        (b"name,role\nInes\x00Calder,master\n", "", "is not text"),
        (b"\x81\x8d name,role\nInes Calder,master\n", "", "is not text"),
        (codecs.BOM_UTF16_LE + b"n", "", "is not text"),
        (b"PK\x03\x04\x14\x00", "", "is a spreadsheet's own file, or a packed one, not text"),
    ],
)
def test_what_is_no_table_says_where_and_what_to_do(tmp_path: Path, text: str | bytes, place: str, problem: str) -> None:
    path = table(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read(path)
    assert (caught.value.input, caught.value.problem) == (f"{path}{place}", problem)
    assert caught.value.remedy.endswith(".")


def test_a_table_that_is_missing_a_folder_or_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)
    monkeypatch.setattr(people_csv, "LARGEST", 20)
    with pytest.raises(InputError, match="is larger than"):
        read(table(tmp_path, "name,role\nInes Calder,master\n"))


CELL = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "M"]), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, max_size=4), max_size=5), st.sampled_from(",;\t"))
@example([["name", "x"], ['a"b', '"']], ",")
def test_any_text_is_a_table_or_an_error_that_says_what_to_do(tmp_path: Path, rows: list[list[str]], sign: str) -> None:
    path = table(tmp_path, "\n".join(sign.join(row) for row in rows))
    try:
        found = read(path)
    except InputError:
        return
    assert found.attributes
    assert found.rows
    for known, (name, values) in found.rows.items():
        assert known == (known if known.startswith("#") else key(name))
        assert len(values) == len(found.attributes)
        assert all(len(value) <= WIDEST for value in values)
