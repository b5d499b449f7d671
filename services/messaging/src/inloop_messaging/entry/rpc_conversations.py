"""gRPC: conversations, messages, staff notes."""

from __future__ import annotations

import grpc

from inloop.messaging.v1 import conversations_pb2 as pb
from inloop.messaging.v1 import conversations_pb2_grpc
from inloop.types.v1.page_pb2 import PageInfo
from inloop_kit.pages import Pages
from inloop_kit.rpc_server import caller_of, gathered, session_of
from inloop_messaging.actions.conversations import Conversations
from inloop_messaging.actions.messages import Messages
from inloop_messaging.clients.projects import Projects
from inloop_messaging.domain.response import WorkingHours
from inloop_messaging.entry import cursors, messages

PAGE = 50


class ConversationService(conversations_pb2_grpc.ConversationServiceServicer):
    """Conversations and messages of a (project, client) pair."""

    def __init__(self, conversations: Conversations, written: Messages, projects: Projects, pages: Pages) -> None:
        self.conversations = conversations
        self.written = written
        self.projects = projects
        self.pages = pages

    def ListConversations(
        self, request: pb.ListConversationsRequest, context: grpc.ServicerContext
    ) -> pb.ListConversationsResponse:
        found = self.conversations.list_all(session_of(context), caller_of(context))
        return pb.ListConversationsResponse(conversations=[messages.conversation(one) for one in found])

    def before_StartConversation(self, request: pb.StartConversationRequest, context: grpc.ServicerContext) -> bool:
        caller = caller_of(context)
        named = caller.is_staff and bool(request.client_id)
        return named and self.projects.has_readers(caller.project_id, request.client_id)

    def StartConversation(self, request: pb.StartConversationRequest, context: grpc.ServicerContext) -> pb.Conversation:
        started = self.conversations.start(
            session_of(context),
            caller_of(context),
            topic=request.topic,
            client_id=request.client_id,
            has_readers=gathered(context),
        )
        return messages.conversation(started)

    def GetConversation(self, request: pb.GetConversationRequest, context: grpc.ServicerContext) -> pb.Conversation:
        found = self.conversations.get(session_of(context), caller_of(context), request.conversation_id)
        return messages.conversation(found)

    def before_ListMessages(self, request: pb.ListMessagesRequest, context: grpc.ServicerContext) -> WorkingHours:
        return self.projects.working_hours(caller_of(context).project_id)

    def ListMessages(self, request: pb.ListMessagesRequest, context: grpc.ServicerContext) -> pb.ListMessagesResponse:
        caller, of = caller_of(context), request.conversation_id
        before = cursors.before(self.pages, request.page_token, of)
        limit = request.page_size or PAGE
        found, number = self.written.list_newest(session_of(context), caller, of, before=before, limit=limit)
        return pb.ListMessagesResponse(
            messages=[messages.message(one, caller.account_id, gathered(context)) for one in found],
            page=PageInfo(next_page_token=cursors.after(self.pages, of, number)),
        )

    def before_PostMessage(self, request: pb.PostMessageRequest, context: grpc.ServicerContext) -> str:
        return self.projects.person_name(caller_of(context))

    def PostMessage(self, request: pb.PostMessageRequest, context: grpc.ServicerContext) -> pb.Message:
        caller = caller_of(context)
        posted = self.written.post(
            session_of(context),
            caller,
            request.conversation_id,
            author_name=gathered(context),
            body=request.body,
            attachment_ids=request.attachment_ids,
        )
        return messages.message(posted, caller.account_id, None)

    def MarkRead(self, request: pb.MarkReadRequest, context: grpc.ServicerContext) -> pb.MarkReadResponse:
        session, caller = session_of(context), caller_of(context)
        self.conversations.mark_read(session, caller, request.conversation_id, request.message_id)
        return pb.MarkReadResponse()

    def before_GetResponseTimes(
        self, request: pb.GetResponseTimesRequest, context: grpc.ServicerContext
    ) -> WorkingHours:
        return self.projects.working_hours(caller_of(context).project_id)

    def GetResponseTimes(self, request: pb.GetResponseTimesRequest, context: grpc.ServicerContext) -> pb.ResponseTimes:
        found = self.conversations.response_times(session_of(context), caller_of(context), gathered(context))
        return messages.response_times(found)

    def GetReadState(self, request: pb.GetReadStateRequest, context: grpc.ServicerContext) -> pb.ReadState:
        found = self.conversations.read_state(session_of(context), request.message_id, request.account_id)
        return pb.ReadState(exists=found.exists, is_read=found.is_read)


class StaffNoteService(conversations_pb2_grpc.StaffNoteServiceServicer):
    """Notes of staff beside a conversation."""

    def __init__(self, written: Messages, projects: Projects) -> None:
        self.written = written
        self.projects = projects

    def before_AddStaffNote(self, request: pb.AddStaffNoteRequest, context: grpc.ServicerContext) -> str:
        return self.projects.person_name(caller_of(context))

    def AddStaffNote(self, request: pb.AddStaffNoteRequest, context: grpc.ServicerContext) -> pb.StaffNote:
        note = self.written.add_note(
            session_of(context),
            caller_of(context),
            request.conversation_id,
            author_name=gathered(context),
            body=request.body,
        )
        return messages.staff_note(note)

    def ListStaffNotes(
        self, request: pb.ListStaffNotesRequest, context: grpc.ServicerContext
    ) -> pb.ListStaffNotesResponse:
        found = self.written.list_notes(session_of(context), caller_of(context), request.conversation_id)
        return pb.ListStaffNotesResponse(notes=[messages.staff_note(one) for one in found])
