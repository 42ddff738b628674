import pytest

from core import nudge as module
from core.nudge import nudge

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_broker(settings, monkeypatch):
    """A broker nobody listens at."""
    settings.NUDGE_ENABLED = True
    calls = []

    def fail(*args, **kwargs):
        calls.append(args)
        raise ConnectionError("nobody there")

    monkeypatch.setattr(module.current_app, "send_task", fail)
    monkeypatch.setattr(module, "_quiet_until", 0.0)
    return calls


def test_a_broken_broker_is_no_error_of_the_page(broken_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        nudge("matching.tasks.match_due")
    assert broken_broker == [("matching.tasks.match_due",)]


def test_after_a_failure_the_broker_is_left_alone_for_a_while(
    broken_broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            nudge("matching.tasks.match_due")
    assert len(broken_broker) == 1


def test_nothing_is_sent_before_the_commit(broken_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        nudge("matching.tasks.match_due")
    assert (len(callbacks), broken_broker) == (1, [])


@pytest.mark.parametrize("hands", [0, 1, 3])
def test_many_hands_are_told_over_one_connection(
    hands, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.NUDGE_ENABLED = True
    told = []
    monkeypatch.setattr(module, "_quiet_until", 0.0)
    monkeypatch.setattr(
        module.current_app,
        "send_task",
        lambda name, *, connection, **_options: told.append((name, connection)),
    )
    with django_capture_on_commit_callbacks(execute=True):
        nudge("matching.tasks.run_due", hands=hands)
    assert [name for name, _connection in told] == ["matching.tasks.run_due"] * hands
    assert len({id(connection) for _name, connection in told}) == min(hands, 1)
