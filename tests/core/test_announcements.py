import pytest

from core.announcements import Announcement


def test_announcement_reaches_its_receivers_with_what_it_names():
    news, heard = Announcement("rows", "note"), []

    def hear(rows, note, by, **kwargs):
        heard.append((rows, note, by))

    news.connect(hear)
    news.send(sender=None, rows=[1, 2], by="somebody", note="why")
    assert heard == [([1, 2], "why", "somebody")]


@pytest.mark.parametrize(
    "sent", [{"rows": []}, {"rows": [], "by": None, "again": True}, {"row": 1, "by": None}], ids=str
)
def test_announcement_with_anything_else_is_a_mistake(sent):
    with pytest.raises(TypeError, match="instead of"):
        Announcement("rows").send(sender=None, **sent)
