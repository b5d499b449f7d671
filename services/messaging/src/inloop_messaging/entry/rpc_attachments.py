"""gRPC: bytes of attachments. Sealing, storing and reading them happens ahead of the transaction, in `before_…`."""

from __future__ import annotations

import grpc

from inloop.messaging.v1 import attachments_pb2 as pb
from inloop.messaging.v1 import attachments_pb2_grpc
from inloop_kit.database import Database
from inloop_kit.rpc_server import caller_of, gathered, session_of
from inloop_messaging.actions.uploads import Received, Uploads
from inloop_messaging.entry import messages


class AttachmentService(attachments_pb2_grpc.AttachmentServiceServicer):
    """Uploads in parts, reads in ranges."""

    def __init__(self, uploads: Uploads, database: Database) -> None:
        self.uploads = uploads
        self.database = database

    def BeginUpload(self, request: pb.BeginUploadRequest, context: grpc.ServicerContext) -> pb.Upload:
        begun = self.uploads.begin(
            session_of(context),
            caller_of(context),
            request.conversation_id,
            file_name=request.file_name,
            size_bytes=request.size_bytes,
        )
        return messages.upload(begun)

    def GetUpload(self, request: pb.GetUploadRequest, context: grpc.ServicerContext) -> pb.Upload:
        return messages.upload(self.uploads.get(session_of(context), caller_of(context), request.upload_id))

    def before_AppendUpload(self, request: pb.AppendUploadRequest, context: grpc.ServicerContext) -> Received:
        caller, content = caller_of(context), request.content
        with self.database.read(workspace_id=caller.workspace_id) as session:
            expected = self.uploads.expect(session, caller, request.upload_id, offset=request.offset, content=content)
        return self.uploads.receive(expected, content)

    def AppendUpload(self, request: pb.AppendUploadRequest, context: grpc.ServicerContext) -> pb.Upload:
        return messages.upload(self.uploads.append(session_of(context), caller_of(context), gathered(context)))

    def before_ReadAttachment(
        self, request: pb.ReadAttachmentRequest, context: grpc.ServicerContext
    ) -> pb.AttachmentRange:
        caller, wanted_id = caller_of(context), request.attachment_id
        with self.database.read(workspace_id=caller.workspace_id) as session:
            wanted = self.uploads.want(session, caller, wanted_id, start=request.start, length=request.length)
        return pb.AttachmentRange(attachment=messages.attachment(wanted.attachment), content=self.uploads.read(wanted))

    def ReadAttachment(self, request: pb.ReadAttachmentRequest, context: grpc.ServicerContext) -> pb.AttachmentRange:
        found: pb.AttachmentRange = gathered(context)
        return found
