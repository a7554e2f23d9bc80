"""What may be taken up: what has been seen under way, always the same attempt, for long enough by our own clock."""

from channels.watch import Watch


def test_an_attempt_is_settled_when_it_was_seen_for_long_enough() -> None:
    now = [0.0]
    watch = Watch(10.0, every=1.0, monotonic=lambda: now[0])
    watch.look([(1, 1)])
    assert (watch.settled, watch.wants_to_look) == ([], False)
    now[0] = 9.0
    watch.look([(1, 1), (2, 1)])
    now[0] = 10.0
    assert (watch.settled, watch.wants_to_look) == ([(1, 1)], True)
    watch.look([(1, 2), (2, 1)])
    now[0] = 19.5
    assert watch.settled == [(2, 1)], "another attempt is timed anew"
    watch.look([])
    now[0] = 60.0
    assert watch.settled == []
