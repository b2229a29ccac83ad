/**
 * Records what an AI agent did, what it cost and how it turned out, as OpenTelemetry GenAI telemetry.
 *
 * @packageDocumentation
 */
export type { Counters } from "./export/counters.ts";
export type { DeliveryReport } from "./export/delivery.ts";
export type {
  ConsoleExporterOptions,
  CustomExporterOptions,
  ExporterOptions,
  ExporterSignals,
  OtlpExporterOptions,
  SpanExporterLike,
} from "./export/destinations/exporter-options.ts";
export type { QueueHealth } from "./export/queue/send-queue.ts";
export type { AttributeMapping, AttributePreset, ExportedSpan } from "./internal/attribute-mapping.ts";
export type { Verdict } from "./internal/statistics/verdict.ts";
export type { ContentAttribute, InstrumentationScope, LogRecord } from "./internal/telemetry-record.ts";
export type {
  Alert,
  MonitorKind,
  MonitorReport,
  SeriesState,
  SubjectType,
} from "./monitor/alerts/alert.ts";
export type { Budget } from "./monitor/budgets/budget.ts";
export { BudgetExceeded } from "./monitor/budgets/budget-exceeded.ts";
export type { BudgetLimit, BudgetNotice, BudgetOptions, BudgetPeriod } from "./monitor/budgets/budget-options.ts";
export type {
  CostDriftOptions,
  DecisionMixOptions,
  DriftOptions,
  ErrorRateOptions,
  LatencyOptions,
  NewDecisionOptions,
  TokenEfficiencyOptions,
} from "./monitor/drift/drift-options.ts";
export { LoopDetected } from "./monitor/loops/loop-detected.ts";
export type { Loop, LoopKind, LoopOptions } from "./monitor/loops/loop-options.ts";
export type { MonitorOptions } from "./monitor/monitor-options.ts";
export type { Cost, CostParts, CostSource, CostStatus, ModelMatch, PriceRequest } from "./pricing/cost.ts";
export { estimateCost } from "./pricing/estimate-cost.ts";
export type { PriceOverride, PricePattern, PricingOptions, ServiceTierPrice } from "./pricing/pricing-options.ts";
export type { RateSchedule, RateTier } from "./pricing/rates.ts";
export { type RepriceRecord, type RepriceResult, reprice } from "./pricing/reprice.ts";
export type { ContentBudgets, ContentLimits } from "./privacy/budget.ts";
export type { CaptureGates, CaptureOption, ContentPlace } from "./privacy/capture-policy.ts";
export type { ContentSink, SinkContent } from "./privacy/media.ts";
export type { NameFilterOptions } from "./privacy/names.ts";
export type { RedactFunction, RedactInfo, RedactorOptions, RedactRule } from "./privacy/redactor.ts";
export type { CallDefaults } from "./record/call-defaults.ts";
export type { LateOutcomeFacts, RecordClient } from "./record/client.ts";
export { defineEvent, type EventHandle } from "./record/define-event.ts";
export type {
  AttributesOf,
  EventAttributeDefinition,
  EventDefinition,
  EventMetricDefinition,
} from "./record/events/event-definition.ts";
export { type EventAttributes, type EventName, eventCatalogue } from "./record/events.ts";
export type { FinishedLlm, FinishedTool } from "./record/finished-facts.ts";
export type { TenantIdentity, UserIdentity } from "./record/identity.ts";
export type { AnswerFacts } from "./record/llm/answer-facts.ts";
export type { HttpResponseFacts } from "./record/llm/http-response.ts";
export type { RetryFacts } from "./record/llm/retry.ts";
export type { FinishedMcpSession } from "./record/mcp/session.ts";
export type { OutcomeFacts, OutcomeValue } from "./record/outcome.ts";
export type { EndedScopeFacts, PriceAnswer, RecordObserver, ScopeFacts } from "./record/ports.ts";
export type { RemoteContext } from "./record/remote-context.ts";
export type { EndOptions, ScopeHandle } from "./record/scope-handle.ts";
export type { ScopeOptions, SharedLimit } from "./record/scope-type.ts";
export type { AgentHandle, AgentOptions, AgentService, CreateAgentOptions } from "./record/scopes/agent.ts";
export type { CommandHandle, CommandOptions } from "./record/scopes/command.ts";
export type { EmbeddingsCall, EmbeddingsOptions } from "./record/scopes/embeddings.ts";
export type { FetchResponseCall, FetchResponseOptions } from "./record/scopes/fetch-response.ts";
export type { LlmCall, LlmOptions } from "./record/scopes/llm.ts";
export type { McpCall, McpConnectionFacts, McpRequestOptions, McpServeOptions } from "./record/scopes/mcp.ts";
export type {
  MemoryCall,
  MemoryOptions,
  RetrievalCall,
  RetrievalOptions,
  RetrievedDocument,
} from "./record/scopes/retrieval.ts";
export type { SessionHandle, SessionOptions } from "./record/scopes/session.ts";
export type { PlanOptions, StepOptions, WaitOptions } from "./record/scopes/step.ts";
export type { TaskHandle, TaskOptions } from "./record/scopes/task.ts";
export type { ToolHandle, ToolOptions } from "./record/scopes/tool.ts";
export type { SkillFacts } from "./record/scopes/tool-execution.ts";
export type { WorkflowHandle, WorkflowOptions } from "./record/scopes/workflow.ts";
export type { Snapshot, ToolTotals } from "./record/snapshot.ts";
export type { Totals } from "./record/totals.ts";
export { fromContext, withClient } from "./sdk/active-client.ts";
export { ConfigError } from "./sdk/config-error.ts";
export { type FirstRunNoticeOptions, showFirstRunNotice } from "./sdk/first-run-notice.ts";
export { record, recordLlm, recordOutcome, recordTool, setContext } from "./sdk/free-functions.ts";
export type { HeartbeatOptions } from "./sdk/heartbeat.ts";
export { init } from "./sdk/init.ts";
export type { TelemetryOptions } from "./sdk/options.ts";
export type { FlushOptions, Telemetry, TelemetryHealth } from "./sdk/telemetry.ts";
export { validateConfig } from "./sdk/validate-options.ts";
export type { Finding, FindingSeverity } from "./sdk/verify/finding.ts";
export type { FindingCode } from "./sdk/verify/findings.ts";
export type { Verification, VerifiedDestination, VerifyOptions } from "./sdk/verify/verification.ts";
export type { ContentKind } from "./semconv/content-kind.ts";
export type { Message, MessagePart, ToolDefinition } from "./semconv/messages.ts";
export type { NameKind } from "./semconv/name-kind.ts";
export type { Advice, ImageGeneration, Usage } from "./semconv/usage.ts";
export { VERSION } from "./version.ts";
