"""A client's message starts the clock; the first staff message after it stops it; working minutes count."""

from dataclasses import replace

from world_of_messaging import FRIDAY, HOURS, World


def waits(world: World, conversation_id: str) -> bool:
    with world.read() as session:
        found = world.conversations.get(session, world.ann, conversation_id)
        return found.waiting_message_id is not None


def test_the_weekend_between_question_and_answer_does_not_count(world: World):
    world.clock.set(FRIDAY)  # 16:00, an hour before the end of the week
    conversation = world.start(world.ann)
    world.post(world.ann, conversation.id, "When?")
    world.clock.advance(days=2, hours=17)  # Monday, 09:00
    world.post(world.manager, conversation.id, "Tomorrow.")
    with world.read() as session:
        figures = world.conversations.response_times(session, world.ann, HOURS)
    assert (figures.answered_count, figures.waiting_count) == (1, 0)
    assert (figures.median_minutes, figures.longest_minutes, figures.target_minutes) == (120, 120, 240)
    assert figures.sentence == "Usually answers within 2 working hours."


def test_only_the_first_answer_of_a_person_stops_the_clock(world: World):
    conversation = world.start(world.ann)
    first = world.post(world.ann, conversation.id, "When?")
    world.clock.advance(minutes=10)
    world.post(world.abe, conversation.id, "And where?")
    world.clock.advance(minutes=10)
    robot = replace(world.manager, purpose="auto-reply")
    world.post(robot, conversation.id, "We have received your message.")
    assert waits(world, conversation.id)
    world.clock.advance(minutes=10)
    world.post(world.manager, conversation.id, "Tomorrow.")
    assert not waits(world, conversation.id)
    world.clock.advance(minutes=10)
    world.post(world.manager, conversation.id, "At noon.")
    found = world.list_messages(world.ann, conversation.id)
    answered = [HOURS.minutes(one.posted_at, one.answered_at) for one in reversed(found) if one.answered_at]
    assert answered == [30, 20]
    ((_, event),) = world.events("ClientAnswered")
    assert event.message_id == first.id


def test_what_staff_writes_first_starts_no_clock(world: World):
    conversation = world.start(world.manager, client_id=world.client_a)
    world.post(world.manager, conversation.id, "Welcome.")
    assert not waits(world, conversation.id)
    assert world.events("ClientAnswered") == []


def test_each_client_is_told_its_own_figures_and_staff_all(world: World):
    for caller in (world.ann, world.bob):
        conversation = world.start(caller)
        world.post(caller, conversation.id, "When?")
    world.post(world.manager, conversation.id, "Now.")
    with world.read() as session:
        of = world.conversations
        figures = [of.response_times(session, one, HOURS) for one in (world.ann, world.bob, world.manager)]
    assert [(one.answered_count, one.waiting_count) for one in figures] == [(0, 1), (1, 0), (1, 1)]
    assert figures[0].sentence == "Answers are promised within 4 working hours."
