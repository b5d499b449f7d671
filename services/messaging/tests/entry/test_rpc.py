"""The service over gRPC: what is composed, what is refused, what is repeated."""

import hashlib

import pytest
from served_messaging import Served
from world_of_messaging import World, random_bytes

from inloop.messaging.v1 import attachments_pb2 as files_pb
from inloop.messaging.v1 import conversations_pb2 as pb
from inloop_kit.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from inloop_kit.ids import new_id

pytestmark = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
TALK, NOTES, FILES = "ConversationService", "StaffNoteService", "AttachmentService"


def start(served: Served, world: World, caller, topic: str = "Launch", **more) -> pb.Conversation:
    request = pb.StartConversationRequest(project_id=world.project_id, topic=topic, **more)
    return served.call(TALK, "StartConversation", request, caller)


def post(served: Served, world: World, caller, conversation_id: str, body: str, **how) -> pb.Message:
    files = how.pop("attachment_ids", ())
    request = pb.PostMessageRequest(
        project_id=world.project_id, conversation_id=conversation_id, body=body, attachment_ids=files
    )
    return served.call(TALK, "PostMessage", request, caller, **how)


def messages(served: Served, world: World, caller, conversation_id: str, **how) -> pb.ListMessagesResponse:
    by = how.pop("by", "gateway")
    request = pb.ListMessagesRequest(project_id=world.project_id, conversation_id=conversation_id, **how)
    return served.call(TALK, "ListMessages", request, caller, by=by)


def test_a_question_is_answered_and_the_time_to_it_is_shown(served: Served, world: World):
    conversation = start(served, world, world.ann)
    asked = post(served, world, world.ann, conversation.id, "When?")
    assert (asked.author_name, asked.is_mine, asked.from_staff) == ("Ann Adams", True, False)
    world.clock.advance(minutes=25)
    post(served, world, world.manager, conversation.id, "Tomorrow.")
    answer, question = messages(served, world, world.abe, conversation.id).messages
    assert (answer.author_name, answer.from_staff, answer.is_mine) == ("Mara Manager", True, False)
    assert question.answered_after_minutes == 25
    assert not answer.HasField("answered_after_minutes")
    times = served.call(TALK, "GetResponseTimes", pb.GetResponseTimesRequest(project_id=world.project_id), world.ann)
    assert (times.answered_count, times.median_minutes, times.target_minutes) == (1, 25, 240)
    read = pb.MarkReadRequest(project_id=world.project_id, conversation_id=conversation.id, message_id=answer.id)
    served.call(TALK, "MarkRead", read, world.ann)
    listed = served.call(TALK, "ListConversations", pb.ListConversationsRequest(project_id=world.project_id), world.ann)
    (shown,) = listed.conversations
    assert (shown.topic, shown.unread_count, shown.message_count, shown.waits_for_staff) == ("Launch", 0, 2, False)


def test_a_repeated_message_is_posted_once_and_answered_alike(served: Served, world: World):
    conversation = start(served, world, world.ann)
    key = new_id()
    first = post(served, world, world.ann, conversation.id, "Once", idempotency_key=key)
    again = post(served, world, world.ann, conversation.id, "Once", idempotency_key=key)
    assert again == first
    assert again.body == "Once"
    assert len(messages(served, world, world.ann, conversation.id).messages) == 1
    with pytest.raises(Invalid) as refused:
        post(served, world, world.ann, conversation.id, "Other", idempotency_key=key)
    assert refused.value.reason == "IDEMPOTENCY_KEY_REUSED"


def test_foreign_and_absent_conversations_are_one_answer(served: Served, world: World):
    conversation = start(served, world, world.ann)
    refusals = []
    for caller, wanted in ((world.bob, conversation.id), (world.bob, new_id()), (world.ann, new_id())):
        with pytest.raises(Missing) as refused:
            messages(served, world, caller, wanted)
        refusals.append((refused.value.detail, refused.value.reason))
    assert len(set(refusals)) == 1


def test_page_tokens_lead_on_and_serve_no_other_list(served: Served, world: World):
    one, other = start(served, world, world.ann), start(served, world, world.ann)
    for number in range(3):
        post(served, world, world.ann, one.id, str(number))
    first = messages(served, world, world.ann, one.id, page_size=2)
    token = first.page.next_page_token
    second = messages(served, world, world.ann, one.id, page_size=2, page_token=token)
    assert [message.body for message in (*first.messages, *second.messages)] == ["2", "1", "0"]
    assert not second.page.HasField("next_page_token")
    for wrong in (token[:-2], "x"):
        with pytest.raises(Invalid):
            messages(served, world, world.ann, one.id, page_token=wrong)
    with pytest.raises(Invalid):
        messages(served, world, world.ann, other.id, page_token=token)


def test_staff_starts_a_conversation_with_a_client_that_can_read(served: Served, world: World):
    assert start(served, world, world.manager, client_id=world.client_b).client_id == world.client_b
    with pytest.raises(Invalid) as refused:
        start(served, world, world.manager, client_id=new_id())
    assert refused.value.reason == "CLIENT_NEEDED"


def test_notes_are_for_staff(served: Served, world: World):
    conversation = start(served, world, world.ann)
    scope = {"project_id": world.project_id, "conversation_id": conversation.id}
    note = served.call(NOTES, "AddStaffNote", pb.AddStaffNoteRequest(**scope, body="Careful"), world.manager)
    assert note.author_name == "Mara Manager"
    listed = served.call(NOTES, "ListStaffNotes", pb.ListStaffNotesRequest(**scope), world.manager)
    assert [one.body for one in listed.notes] == ["Careful"]
    with pytest.raises(Missing):
        served.call(NOTES, "ListStaffNotes", pb.ListStaffNotesRequest(**scope), world.ann)


def test_a_service_reads_as_the_account_it_works_for(served: Served, world: World):
    of_a, of_b = start(served, world, world.ann), start(served, world, world.bob)
    as_ann = served.background("reports", world.ann)
    post(served, world, world.ann, of_a.id, "Of A")
    assert [one.body for one in messages(served, world, as_ann, of_a.id, by="reports").messages] == ["Of A"]
    with pytest.raises(Missing):
        messages(served, world, as_ann, of_b.id, by="reports")
    with pytest.raises(Missing):
        messages(served, world, served.background("reports", world.stranger), of_a.id, by="reports")


def test_only_notify_asks_whether_a_message_was_read(served: Served, world: World):
    conversation = start(served, world, world.ann)
    written = post(served, world, world.ann, conversation.id, "When?")
    request = pb.GetReadStateRequest(message_id=written.id, account_id=world.manager.account_id)
    state = served.call(TALK, "GetReadState", request, served.background("notify", world.manager), by="notify")
    assert (state.exists, state.is_read) == (True, False)
    for by in ("gateway", "reports"):
        caller = world.manager if by == "gateway" else served.background(by, world.manager)
        with pytest.raises(Forbidden):
            served.call(TALK, "GetReadState", request, caller, by=by)


def test_a_file_travels_from_client_to_staff(served: Served, world: World):
    content = random_bytes(2_500_000)
    conversation = start(served, world, world.ann)
    scope = {"project_id": world.project_id}
    begin = files_pb.BeginUploadRequest(
        **scope, conversation_id=conversation.id, file_name="plan.pdf", size_bytes=len(content)
    )
    upload = served.call(FILES, "BeginUpload", begin, world.ann)
    while upload.offset < upload.size_bytes:
        piece = content[upload.offset : upload.offset + 1_048_576]
        append = files_pb.AppendUploadRequest(**scope, upload_id=upload.id, offset=upload.offset, content=piece)
        upload = served.call(FILES, "AppendUpload", append, world.ann)
    with pytest.raises(Conflict) as refused:
        served.call(
            FILES,
            "AppendUpload",
            files_pb.AppendUploadRequest(**scope, upload_id=upload.id, offset=5, content=b"x"),
            world.ann,
        )
    assert refused.value.reason == "WRONG_OFFSET"
    assert int(refused.value.facts["offset"]) == len(content)
    posted = post(served, world, world.ann, conversation.id, "", attachment_ids=[upload.id])
    assert posted.attachments[0].file_name == "plan.pdf"
    assert posted.attachments[0].sha256 == hashlib.sha256(content).hexdigest()
    read = b""
    while len(read) < len(content):
        request = files_pb.ReadAttachmentRequest(**scope, attachment_id=upload.id, start=len(read), length=1_000_000)
        read += served.call(FILES, "ReadAttachment", request, world.manager).content
    assert read == content
    with pytest.raises(Missing):
        served.call(FILES, "ReadAttachment", request, world.bob)
    facts = files_pb.ReadAttachmentRequest(**scope, attachment_id=upload.id)
    assert served.call(FILES, "ReadAttachment", facts, world.abe).attachment.media_type == "application/pdf"


def test_an_unfinished_file_cannot_be_opened(served: Served, world: World):
    conversation = start(served, world, world.ann)
    scope = {"project_id": world.project_id}
    begin = files_pb.BeginUploadRequest(**scope, conversation_id=conversation.id, file_name="plan.pdf", size_bytes=10)
    upload = served.call(FILES, "BeginUpload", begin, world.ann)
    request = files_pb.ReadAttachmentRequest(**scope, attachment_id=upload.id, length=10)
    with pytest.raises(NotNow):
        served.call(FILES, "ReadAttachment", request, world.ann)
