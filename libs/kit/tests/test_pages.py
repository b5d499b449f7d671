import pytest

from inloop_kit.errors import Invalid
from inloop_kit.pages import Pages

PAGES = Pages(b"k" * 32)


def test_a_list_is_cut_into_pages_that_follow_each_other():
    items = list(range(7))
    first, token = PAGES.cut(items, "", 3)
    second, token = PAGES.cut(items, token, 3)
    third, last = PAGES.cut(items, token, 3)
    assert [*first, *second, *third] == items
    assert last is None


@pytest.mark.parametrize("token", ["x", "AAAA", "!!!", "ä", Pages(b"o" * 32).write("3"), PAGES.write("3")[:-2] + "AA"])
def test_a_token_that_was_not_made_here_is_refused_by_name(token):
    with pytest.raises(Invalid) as refused:
        PAGES.cut([1, 2, 3], token, 1)
    assert refused.value.violations[0].pointer == "/page_token"


def test_a_position_of_a_query_comes_back_as_it_was():
    assert PAGES.read(PAGES.write("2026-11-24T08:00Z/ab")) == "2026-11-24T08:00Z/ab"
