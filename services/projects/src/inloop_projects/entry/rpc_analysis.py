"""gRPC: driving chains, rescheduling, allocations, and the rules of a plan."""

from __future__ import annotations

import grpc

from inloop.projects.v1 import analysis_pb2, analysis_pb2_grpc, plans_pb2
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.plan.analysis import Analysis, Chain, Rules
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.allocation import Allocation
from inloop_projects.domain.plan.driving import Reason, Step
from inloop_projects.domain.plan.picture import last_day
from inloop_projects.entry import change_messages
from inloop_projects.entry import plan_messages as messages
from inloop_projects.entry.dates import day, local_text


class AnalysisService(analysis_pb2_grpc.AnalysisServiceServicer):
    """Why the dates are what they are."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def GetDrivingChain(
        self, request: analysis_pb2.GetDrivingChainRequest, context: grpc.ServicerContext
    ) -> analysis_pb2.DrivingChain:
        caller = caller_of(context)
        found = self.analysis.driving_chain(session_of(context), caller, request.task_id, of_plan=request.of_plan)
        return _chain(found, in_full=caller.level >= Level.STAFF)

    def PreviewReschedule(
        self, request: analysis_pb2.PreviewRescheduleRequest, context: grpc.ServicerContext
    ) -> plans_pb2.Fallout:
        after = day(request.after_on)
        assert after is not None
        found = self.analysis.preview_reschedule(
            session_of(context), caller_of(context), after, split_in_progress=request.split_in_progress
        )
        return change_messages.previewed(found)

    def RescheduleUncompleted(
        self, request: analysis_pb2.RescheduleUncompletedRequest, context: grpc.ServicerContext
    ) -> plans_pb2.PlanEdited:
        after = day(request.after_on)
        assert after is not None
        edited = self.analysis.reschedule(
            session_of(context),
            caller_of(context),
            after,
            split_in_progress=request.split_in_progress,
            expected_revision=request.expected_revision if request.HasField("expected_revision") else None,
        )
        return messages.edited(edited, messages.links_between(edited.plan, edited.rows))

    def ListAllocations(
        self, request: analysis_pb2.ListAllocationsRequest, context: grpc.ServicerContext
    ) -> analysis_pb2.ListAllocationsResponse:
        found = self.analysis.allocations(session_of(context), caller_of(context))
        return analysis_pb2.ListAllocationsResponse(allocations=[_allocation(one) for one in found])

    def GetPlanRules(
        self, request: analysis_pb2.GetPlanRulesRequest, context: grpc.ServicerContext
    ) -> analysis_pb2.PlanRules:
        return _rules(self.analysis.rules(session_of(context), caller_of(context)))

    def SetPlanRules(
        self, request: analysis_pb2.SetPlanRulesRequest, context: grpc.ServicerContext
    ) -> analysis_pb2.PlanRules:
        near = request.near_critical_slack_minutes
        rules = self.analysis.set_rules(
            session_of(context),
            caller_of(context),
            honours_constraints=request.honours_constraints if request.HasField("honours_constraints") else None,
            critical_slack_minutes=(
                request.critical_slack_minutes if request.HasField("critical_slack_minutes") else None
            ),
            near_critical_slack_minutes=near if request.HasField("near_critical_slack_minutes") else None,
            expected_revision=request.expected_revision if request.HasField("expected_revision") else None,
        )
        return _rules(rules)


def _chain(found: Chain, *, in_full: bool) -> analysis_pb2.DrivingChain:
    made = analysis_pb2.DrivingChain(
        steps=[_step(one, words, in_full=in_full) for one, words in zip(found.steps, found.sentences, strict=True)],
        sentence=found.sentences[0],
    )
    if found.missed is not None:
        made.missed_by_days = found.missed.days
        made.missed_sentence = found.missed.sentence
        made.missed_task_id = found.missed.task_id
    return made


def _step(step: Step, words: str, *, in_full: bool) -> analysis_pb2.ChainStep:
    made = analysis_pb2.ChainStep(
        task_id=step.task.id,
        name=step.task.name,
        start_on=step.start.date().isoformat(),
        finish_on=last_day(step.start, step.finish).isoformat(),
        why=analysis_pb2.ChainReason.ValueType(step.why),
        sentence=words,
    )
    if in_full and step.link is not None:
        made.link_type = plans_pb2.LinkType.Value(f"LINK_TYPE_{step.link.value}")
        made.lag_minutes = step.lag_minutes
    if in_full and step.why is Reason.CONSTRAINT:
        made.constraint = plans_pb2.ConstraintType.Value(f"CONSTRAINT_TYPE_{step.task.constraint.value}")
        made.constraint_local = local_text(step.task.constraint_date) or ""
    return made


def _allocation(value: Allocation) -> analysis_pb2.Allocation:
    return analysis_pb2.Allocation(
        resource_id=value.resource.id,
        name=value.resource.name,
        max_units_percent=value.resource.max_units,
        days=[
            analysis_pb2.AllocatedDay(on=one.on.isoformat(), units_percent=one.units, task_ids=one.task_ids)
            for one in value.days
        ],
        task_ids=value.task_ids,
    )


def _rules(value: Rules) -> analysis_pb2.PlanRules:
    plan = value.plan
    return analysis_pb2.PlanRules(
        honours_constraints=plan.honours_constraints,
        critical_slack_minutes=plan.critical_slack_minutes,
        near_critical_slack_minutes=plan.near_critical_minutes,
        minutes_per_day=plan.minutes_per_day,
        calendars=[
            analysis_pb2.PlanCalendar(id=key, name=calendar.name or key, is_default=key == plan.default_calendar_id)
            for key, calendar in plan.calendars.items()
        ],
        plan_revision=value.revision,
    )
