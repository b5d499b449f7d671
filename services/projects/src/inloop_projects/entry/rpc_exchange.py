"""gRPC: files of plans, calendar feeds, templates, calendars."""

from __future__ import annotations

from datetime import date, datetime, time

import grpc

from inloop.options.v1.access_pb2 import LEVEL_STAFF
from inloop.projects.v1 import (
    calendars_pb2,
    calendars_pb2_grpc,
    exchange_pb2,
    exchange_pb2_grpc,
    feeds_pb2,
    feeds_pb2_grpc,
    plans_pb2,
    projects_pb2,
    templates_pb2,
    templates_pb2_grpc,
)
from inloop_kit.clock import Clock
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.plan.calendars import Calendars, Wanted
from inloop_projects.actions.plan.exchange import Exchange, sized
from inloop_projects.actions.plan.feeds import Feeds
from inloop_projects.actions.plan.plans import Plans
from inloop_projects.actions.plan.templates import NewProject, Templates
from inloop_projects.domain.plan.csv_writer import write_csv
from inloop_projects.domain.plan.holiday_days import regions
from inloop_projects.domain.plan.icalendar_writer import write_icalendar
from inloop_projects.domain.plan.mspdi_rows import write_mspdi_rows
from inloop_projects.entry import change_messages, plan_messages
from inloop_projects.entry import exchange_messages as messages
from inloop_projects.entry.dates import day

ADDRESS = "/v1/feeds/{}.ics"


class ExchangeService(exchange_pb2_grpc.ExchangeServiceServicer):
    """Files of plans."""

    def __init__(self, exchange: Exchange, plans: Plans, clock: Clock) -> None:
        self.exchange = exchange
        self.plans = plans
        self.clock = clock

    def ExportPlan(
        self, request: exchange_pb2.ExportPlanRequest, context: grpc.ServicerContext
    ) -> exchange_pb2.PlanExported:
        session, caller = session_of(context), caller_of(context)
        is_mspdi = request.format == exchange_pb2.EXPORT_FORMAT_MSPDI
        if is_mspdi and caller.level >= LEVEL_STAFF:
            return messages.exported(self.exchange.export_complete(session, caller))
        listed = self.plans.rows(session, caller)
        rows, name = messages.exported_rows(listed, caller.level), listed.project.name
        if is_mspdi:
            today = datetime.combine(self.clock.now().date(), time(8))
            return messages.exported(sized(write_mspdi_rows(name, rows, today)))
        if request.format == exchange_pb2.EXPORT_FORMAT_ICALENDAR:
            return messages.exported(sized(write_icalendar(name, rows, self.clock.now().replace(microsecond=0))))
        return messages.exported(sized(write_csv(name, rows, delimiter=request.delimiter, with_bom=request.with_bom)))

    def GetExchange(
        self, request: exchange_pb2.GetExchangeRequest, context: grpc.ServicerContext
    ) -> exchange_pb2.Exchange:
        return messages.exchange(self.exchange.kinds())


class FeedService(feeds_pb2_grpc.FeedServiceServicer):
    """Calendar feeds."""

    def __init__(self, feeds: Feeds, plans: Plans) -> None:
        self.feeds = feeds
        self.plans = plans

    def CreateFeed(self, request: feeds_pb2.CreateFeedRequest, context: grpc.ServicerContext) -> feeds_pb2.FeedCreated:
        caller = caller_of(context)
        row, token = self.feeds.create(session_of(context), caller, name=request.name)
        return feeds_pb2.FeedCreated(
            feed=messages.feed(row, caller.account_id), token=token, path=ADDRESS.format(token)
        )

    def ListFeeds(
        self, request: feeds_pb2.ListFeedsRequest, context: grpc.ServicerContext
    ) -> feeds_pb2.ListFeedsResponse:
        caller = caller_of(context)
        rows = self.feeds.list_all(session_of(context), caller)
        return feeds_pb2.ListFeedsResponse(feeds=[messages.feed(row, caller.account_id) for row in rows])

    def RevokeFeed(self, request: feeds_pb2.RevokeFeedRequest, context: grpc.ServicerContext) -> feeds_pb2.Feed:
        caller = caller_of(context)
        return messages.feed(self.feeds.revoke(session_of(context), caller, request.feed_id), caller.account_id)

    def RenderFeed(self, request: feeds_pb2.RenderFeedRequest, context: grpc.ServicerContext) -> feeds_pb2.FeedRendered:
        session = session_of(context)
        opened = self.feeds.open(session, request.token)
        rows = messages.exported_rows(self.plans.rows(session, opened.holder), opened.holder.level)
        return feeds_pb2.FeedRendered(content=self.feeds.render(session, opened, rows))


class TemplateService(templates_pb2_grpc.TemplateServiceServicer):
    """Templates, copies, shifts."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def SaveTemplate(
        self, request: templates_pb2.SaveTemplateRequest, context: grpc.ServicerContext
    ) -> templates_pb2.Template:
        row = self.templates.save(
            session_of(context), caller_of(context), name=request.name, description=request.description
        )
        return messages.template(row)

    def ListTemplates(
        self, request: templates_pb2.ListTemplatesRequest, context: grpc.ServicerContext
    ) -> templates_pb2.ListTemplatesResponse:
        rows = self.templates.list_all(session_of(context), caller_of(context))
        return templates_pb2.ListTemplatesResponse(templates=[messages.template(row) for row in rows])

    def RemoveTemplate(
        self, request: templates_pb2.RemoveTemplateRequest, context: grpc.ServicerContext
    ) -> templates_pb2.Template:
        return messages.template(self.templates.remove(session_of(context), caller_of(context), request.template_id))

    def CreateProjectFromTemplate(
        self, request: templates_pb2.CreateProjectFromTemplateRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Project:
        stand = self.templates.start(session_of(context), caller_of(context), request.template_id, _new(request))
        return plan_messages.project(stand)

    def ApplyTemplate(
        self, request: templates_pb2.ApplyTemplateRequest, context: grpc.ServicerContext
    ) -> plans_pb2.PlanEdited:
        edited = self.templates.apply(
            session_of(context), caller_of(context), request.template_id, day(request.start_on)
        )
        return plan_messages.edited(edited, plan_messages.links_between(edited.plan, edited.rows))

    def CopyProject(
        self, request: templates_pb2.CopyProjectRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Project:
        stand = self.templates.copy(
            session_of(context), caller_of(context), _new(request), with_people=request.with_people
        )
        return plan_messages.project(stand)

    def PreviewShift(
        self, request: templates_pb2.PreviewShiftRequest, context: grpc.ServicerContext
    ) -> plans_pb2.Fallout:
        fallout = self.templates.preview_shift(
            session_of(context), caller_of(context), working_days=request.by_working_days, weeks=request.by_weeks
        )
        return change_messages.previewed(fallout)

    def ShiftPlan(self, request: templates_pb2.ShiftPlanRequest, context: grpc.ServicerContext) -> plans_pb2.PlanEdited:
        edited = self.templates.shift(
            session_of(context),
            caller_of(context),
            working_days=request.by_working_days,
            weeks=request.by_weeks,
            expected_revision=request.expected_revision if request.HasField("expected_revision") else None,
        )
        return plan_messages.edited(edited, plan_messages.links_between(edited.plan, edited.rows))


class CalendarService(calendars_pb2_grpc.CalendarServiceServicer):
    """Working calendars and public holidays."""

    def __init__(self, calendars: Calendars) -> None:
        self.calendars = calendars

    def ListCalendars(
        self, request: calendars_pb2.ListCalendarsRequest, context: grpc.ServicerContext
    ) -> calendars_pb2.ListCalendarsResponse:
        own, found = self.calendars.list_all(session_of(context), caller_of(context))
        made = [messages.calendar(key, one, is_default=key == own) for key, one in found]
        return calendars_pb2.ListCalendarsResponse(calendars=made)

    def ListHolidayRegions(
        self, request: calendars_pb2.ListHolidayRegionsRequest, context: grpc.ServicerContext
    ) -> calendars_pb2.ListHolidayRegionsResponse:
        return messages.holiday_regions(regions())

    def PreviewHolidays(
        self, request: calendars_pb2.PreviewHolidaysRequest, context: grpc.ServicerContext
    ) -> calendars_pb2.HolidaysPreviewed:
        wanted = _wanted(request)
        found, fallout = self.calendars.preview(session_of(context), caller_of(context), wanted)
        return calendars_pb2.HolidaysPreviewed(
            days=[messages.holiday(one) for one in found],
            fallout=change_messages.previewed(fallout),
            source=wanted.source,
        )

    def AddHolidays(
        self, request: calendars_pb2.AddHolidaysRequest, context: grpc.ServicerContext
    ) -> calendars_pb2.HolidaysAdded:
        edited, added = self.calendars.add(
            session_of(context),
            caller_of(context),
            _wanted(request),
            except_on=frozenset(date.fromisoformat(one) for one in request.except_on),
            expected_revision=request.expected_revision if request.HasField("expected_revision") else None,
        )
        links = plan_messages.links_between(edited.plan, edited.rows)
        return calendars_pb2.HolidaysAdded(
            plan_revision=edited.revision,
            added_count=added,
            changed=[plan_messages.task(row, links, None, None) for row in edited.changed],
            opened_hiccup_ids=edited.opened_hiccup_ids,
        )


def _new(request: templates_pb2.CreateProjectFromTemplateRequest | templates_pb2.CopyProjectRequest) -> NewProject:
    return NewProject(request.name, date.fromisoformat(request.start_on), request.time_zone, request.tolerance_days)


def _wanted(request: calendars_pb2.PreviewHolidaysRequest | calendars_pb2.AddHolidaysRequest) -> Wanted:
    return Wanted(request.country, request.subdivision, request.first_year, request.last_year)
