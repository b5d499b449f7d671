"""gRPC: changes, hiccups, money."""

from __future__ import annotations

from collections.abc import Iterable

import grpc

from inloop.projects.v1 import (
    changes_pb2,
    changes_pb2_grpc,
    plans_pb2,
    progress_pb2,
    progress_pb2_grpc,
    time_pb2,
    time_pb2_grpc,
)
from inloop.types.v1 import money_pb2, page_pb2
from inloop_kit.database import Database
from inloop_kit.errors import Invalid
from inloop_kit.pages import Pages
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.money.budgets import Budgets, Money
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.relationship.changes import Changes
from inloop_projects.actions.relationship.hiccups import Hiccups
from inloop_projects.actions.relationship.offers import Offer, Offered, Offers
from inloop_projects.domain.money.rates import Amount, Rate
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.relationship.changes import Price
from inloop_projects.entry import change_messages as messages
from inloop_projects.entry import edit_messages
from inloop_projects.entry.dates import day

CHANGES_A_PAGE = 50


class ChangeService(changes_pb2_grpc.ChangeServiceServicer):
    """Change requests."""

    def __init__(self, changes: Changes, offers: Offers, pages: Pages, database: Database) -> None:
        self.changes = changes
        self.offers = offers
        self.pages = pages
        self.database = database

    def PreviewChange(
        self, request: changes_pb2.PreviewChangeRequest, context: grpc.ServicerContext
    ) -> plans_pb2.Fallout:
        return messages.shown(self.changes.preview(session_of(context), caller_of(context), _wish(request.edits)))

    def PreviewAlternatives(
        self, request: changes_pb2.PreviewAlternativesRequest, context: grpc.ServicerContext
    ) -> changes_pb2.PreviewAlternativesResponse:
        wishes = [_wish(wish.edits, f"alternatives.{index}.edits") for index, wish in enumerate(request.alternatives)]
        found = self.changes.preview_all(session_of(context), caller_of(context), wishes)
        return changes_pb2.PreviewAlternativesResponse(fallouts=[messages.shown(one) for one in found])

    def SaveDraft(self, request: changes_pb2.SaveDraftRequest, context: grpc.ServicerContext) -> changes_pb2.Change:
        told = self.changes.save_draft(
            session_of(context),
            caller_of(context),
            title=request.title,
            reason=request.reason,
            edits=_wish(request.edits),
            client_id=request.client_id,
        )
        return messages.change(told)

    def UpdateDraft(self, request: changes_pb2.UpdateDraftRequest, context: grpc.ServicerContext) -> changes_pb2.Change:
        told = self.changes.update_draft(
            session_of(context),
            caller_of(context),
            request.change_id,
            title=request.title,
            reason=request.reason,
            edits=_wish(request.edits),
        )
        return messages.change(told)

    def SubmitDraft(self, request: changes_pb2.SubmitDraftRequest, context: grpc.ServicerContext) -> changes_pb2.Change:
        return messages.change(self.changes.submit_draft(session_of(context), caller_of(context), request.change_id))

    def SubmitChange(
        self, request: changes_pb2.SubmitChangeRequest, context: grpc.ServicerContext
    ) -> changes_pb2.Change:
        told = self.changes.submit(
            session_of(context),
            caller_of(context),
            title=request.title,
            reason=request.reason,
            edits=_wish(request.edits),
            client_id=request.client_id,
        )
        return messages.change(told)

    def ListChanges(
        self, request: changes_pb2.ListChangesRequest, context: grpc.ServicerContext
    ) -> changes_pb2.ListChangesResponse:
        found = self.changes.list_all(session_of(context), caller_of(context))
        shown, token = self.pages.cut(found, request.page_token, request.page_size or CHANGES_A_PAGE)
        made = [messages.change(told) for told in shown]
        return changes_pb2.ListChangesResponse(changes=made, page=page_pb2.PageInfo(next_page_token=token))

    def GetChange(self, request: changes_pb2.GetChangeRequest, context: grpc.ServicerContext) -> changes_pb2.Change:
        return messages.change(self.changes.get(session_of(context), caller_of(context), request.change_id))

    def EstimateChange(
        self, request: changes_pb2.EstimateChangeRequest, context: grpc.ServicerContext
    ) -> changes_pb2.Change:
        ways = _offered(request.alternatives)
        told = self.offers.estimate(session_of(context), caller_of(context), request.change_id, ways)
        return messages.change(told)

    def OfferChange(self, request: changes_pb2.OfferChangeRequest, context: grpc.ServicerContext) -> changes_pb2.Change:
        told = self.offers.offer(session_of(context), caller_of(context), request.change_id, _offer(request))
        return messages.change(told)

    def before_ApproveChange(self, request: changes_pb2.ApproveChangeRequest, context: grpc.ServicerContext) -> None:
        """Write down a refusal in a transaction of its own: that of the approval leaves nothing behind."""
        caller = caller_of(context)
        with self.database.read(workspace_id=caller.workspace_id) as session:
            differs = self.offers.differs(
                session,
                caller,
                request.change_id,
                shown_hash=request.shown_hash,
                alternative=request.alternative,
            )
        if differs:
            with self.database.write(workspace_id=caller.workspace_id) as session:
                self.offers.offer_anew(session, caller, request.change_id)

    def ApproveChange(
        self, request: changes_pb2.ApproveChangeRequest, context: grpc.ServicerContext
    ) -> changes_pb2.Change:
        told = self.offers.approve(
            session_of(context),
            caller_of(context),
            request.change_id,
            shown_hash=request.shown_hash,
            alternative=request.alternative,
        )
        return messages.change(told)

    def DeclineChange(
        self, request: changes_pb2.DeclineChangeRequest, context: grpc.ServicerContext
    ) -> changes_pb2.Change:
        return messages.change(self.offers.decline(session_of(context), caller_of(context), request.change_id))

    def WithdrawChange(
        self, request: changes_pb2.WithdrawChangeRequest, context: grpc.ServicerContext
    ) -> changes_pb2.Change:
        return messages.change(self.changes.withdraw(session_of(context), caller_of(context), request.change_id))


class HiccupService(progress_pb2_grpc.HiccupServiceServicer):
    """Hiccups."""

    def __init__(self, hiccups: Hiccups, pictures: Pictures) -> None:
        self.hiccups = hiccups
        self.pictures = pictures

    def ListHiccups(
        self, request: progress_pb2.ListHiccupsRequest, context: grpc.ServicerContext
    ) -> progress_pb2.ListHiccupsResponse:
        session, caller = session_of(context), caller_of(context)
        _, picture = self.pictures.of(session, caller.project_id)
        found = self.hiccups.list_all(session, caller, picture)
        return progress_pb2.ListHiccupsResponse(hiccups=[messages.hiccup(one, name) for one, name in found])

    def PublishHiccup(
        self, request: progress_pb2.PublishHiccupRequest, context: grpc.ServicerContext
    ) -> progress_pb2.Hiccup:
        session, caller = session_of(context), caller_of(context)
        _, picture = self.pictures.of(session, caller.project_id)
        published = self.hiccups.publish(session, caller, picture, request.hiccup_id, request.reason)
        return messages.hiccup(published, picture.plan.task_by_id[published.milestone_id].name)


class MoneyService(time_pb2_grpc.MoneyServiceServicer):
    """Budget and rates."""

    def __init__(self, budgets: Budgets) -> None:
        self.budgets = budgets

    def GetMoney(self, request: time_pb2.GetMoneyRequest, context: grpc.ServicerContext) -> time_pb2.ProjectMoney:
        return _money(self.budgets.get(session_of(context), caller_of(context)))

    def SetBudget(self, request: time_pb2.SetBudgetRequest, context: grpc.ServicerContext) -> time_pb2.ProjectMoney:
        amount = Amount(request.budget.currency, request.budget.minor_units)
        return _money(self.budgets.set_budget(session_of(context), caller_of(context), amount))

    def SetRate(self, request: time_pb2.SetRateRequest, context: grpc.ServicerContext) -> time_pb2.ProjectMoney:
        bill = _amount(request.bill) if request.HasField("bill") else None
        cost = _amount(request.cost) if request.HasField("cost") else None
        return _money(self.budgets.set_rate(session_of(context), caller_of(context), Rate(request.name, bill, cost)))


def _wish(edits: Iterable[plans_pb2.Edit], field: str = "edits") -> list[Edit]:
    """Edits of a change request, which move the plan and describe nothing."""
    made, texts = edit_messages.read(edits)
    if texts:
        raise Invalid("A change request moves the plan; it does not describe tasks.", field=field)
    return made


def _offered(ways: Iterable[changes_pb2.OfferedAlternative]) -> list[Offered]:
    return [
        Offered(
            title=way.title,
            edits=tuple(_wish(way.edits, f"alternatives.{index}.edits")),
            hidden_edits=tuple(_wish(way.hidden_edits, f"alternatives.{index}.hidden_edits")),
            price=_price(way),
            note=way.note,
        )
        for index, way in enumerate(ways)
    ]


def _offer(request: changes_pb2.OfferChangeRequest) -> Offer:
    """An offer in several ways, or of the wish at a price. Errors: Invalid for both at once."""
    if request.alternatives and (request.HasField("price") or request.hidden_edits):
        raise Invalid("Price and hidden work belong to each of the alternatives.", field="alternatives")
    wish = Offered(hidden_edits=tuple(_wish(request.hidden_edits, "hidden_edits")), price=_price(request))
    return Offer(
        ways=tuple(_offered(request.alternatives)) or (wish,),
        note=request.note,
        expires_on=day(request.expires_on),
        becomes_promise=request.becomes_promise,
    )


def _price(message: changes_pb2.OfferedAlternative | changes_pb2.OfferChangeRequest) -> Price | None:
    return Price(message.price.currency, message.price.minor_units) if message.HasField("price") else None


def _amount(message: money_pb2.Money) -> Amount:
    return Amount(message.currency, message.minor_units)


def _message(amount: Amount) -> money_pb2.Money:
    return money_pb2.Money(currency=amount.currency, minor_units=amount.minor_units)


def _money(value: Money) -> time_pb2.ProjectMoney:
    return time_pb2.ProjectMoney(
        budget=_message(value.budget) if value.budget else None,
        approved_changes=money_pb2.Money(currency=value.currency, minor_units=value.approved_minor),
        rates=[
            time_pb2.Rate(
                name=rate.name,
                bill=_message(rate.bill) if rate.bill else None,
                cost=_message(rate.cost) if rate.cost else None,
            )
            for rate in value.rates
        ],
    )
