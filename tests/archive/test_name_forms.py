import pytest

from sayso.alike import key
from sayso.archive.name_forms import one_form, surname


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Owen J. Vane", "Owen Vane"),
        ("Owen James Vane", "Owen J. Vane"),
        ("J. Owen Vane", "Owen Vane"),
        ("O. Vane", "Owen Vane"),
        ("Bob Vane", "Robert Vane"),
        ("Bob Vane", "Robert J. Vane"),
        ("Sam Vane", "Samuel Vane"),
        ("Owen Vane Jr.", "Owen J. Vane Jr"),
    ],
)
def test_initials_middle_names_and_short_first_names_are_forms_of_one_name(one: str, other: str) -> None:
    assert one_form(key(one), key(other))
    assert one_form(key(other), key(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Owen Vane", "Owen Vane Jr."),
        ("Owen J. Vane", "Owen K. Vane"),
        ("Owen Vane", "Ada Vane"),
        ("Owen Vane", "Owen Bray"),
        ("Al Vane", "Alan Vane"),
        ("Owen Bray Vane", "Owen Lund Vane"),
        ("Vane", "Owen Vane"),
    ],
)
def test_what_tells_two_people_apart_in_their_names_keeps_them_apart(one: str, other: str) -> None:
    assert not one_form(key(one), key(other))
    assert not one_form(key(other), key(one))


def test_a_suffix_is_no_surname() -> None:
    assert [surname(key(name)) for name in ("Owen Vane Jr.", "Owen Vane III", "Ruth O'Hara, MD")] == ["vane", "vane", "o'hara"]
