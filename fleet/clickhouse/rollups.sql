-- Sums by hour and by session, filled as rows come into the tables of rows.sql, and views that read them.
-- Made by `npm run fleet:clickhouse` from the code: change that.

CREATE TABLE IF NOT EXISTS agent_hour_sums (
  hour DateTime CODEC(Delta, ZSTD(1)),
  service LowCardinality(String),
  agent_kind LowCardinality(String),
  kind LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  tool LowCardinality(String),
  agent LowCardinality(String),
  purpose LowCardinality(String),
  task_type LowCardinality(String),
  spans SimpleAggregateFunction(sum, UInt64),
  calls SimpleAggregateFunction(sum, UInt64),
  counted_calls SimpleAggregateFunction(sum, UInt64),
  unpriced_calls SimpleAggregateFunction(sum, UInt64),
  tool_calls SimpleAggregateFunction(sum, UInt64),
  errors SimpleAggregateFunction(sum, UInt64),
  input_tokens SimpleAggregateFunction(sum, UInt64),
  output_tokens SimpleAggregateFunction(sum, UInt64),
  cache_read_tokens SimpleAggregateFunction(sum, UInt64),
  cache_write_tokens SimpleAggregateFunction(sum, UInt64),
  reasoning_tokens SimpleAggregateFunction(sum, UInt64),
  cost_usd SimpleAggregateFunction(sum, Float64),
  cost_usd_squared SimpleAggregateFunction(sum, Float64),
  sessions AggregateFunction(uniq, String),
  users AggregateFunction(uniqIf, String, UInt8),
  duration_us_quantiles AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), Int64),
  first_chunk_us_quantiles AggregateFunction(quantilesTDigestIf(0.5, 0.9, 0.95, 0.99), Int64, UInt8)
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, service, agent_kind, kind, provider, model, tool, agent, purpose, task_type)
TTL hour + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS agent_hour_sums_mv TO agent_hour_sums AS
SELECT
  toStartOfHour(toDateTime(at)) AS hour,
  service,
  agent_kind,
  kind,
  provider,
  model,
  tool,
  agent,
  purpose,
  task_type,
  count() AS spans,
  countIf(kind = 'inference' AND counted = 1) AS calls,
  countIf(counted = 1) AS counted_calls,
  countIf(counted = 1 AND cost_usd IS NULL AND cost_reason != 'request_refused') AS unpriced_calls,
  countIf(kind IN ('tool', 'command')) AS tool_calls,
  countIf((status = 'error' OR error_type <> '') AND kind NOT IN ('other', 'session', 'workflow', 'task', 'agent', 'plan', 'step') AND (kind <> 'inference' OR counted = 1) AND (kind <> 'mcp' OR tool = '')) AS errors,
  sum(toUInt64(if(counted = 1, coalesce(input_tokens, 0), 0))) AS input_tokens,
  sum(toUInt64(if(counted = 1, coalesce(output_tokens, 0), 0))) AS output_tokens,
  sum(toUInt64(if(counted = 1, coalesce(cache_read_tokens, 0), 0))) AS cache_read_tokens,
  sum(toUInt64(if(counted = 1, coalesce(cache_write_tokens, 0), 0))) AS cache_write_tokens,
  sum(toUInt64(if(counted = 1, coalesce(reasoning_tokens, 0), 0))) AS reasoning_tokens,
  sum(if(counted = 1, coalesce(cost_usd, 0), 0)) AS cost_usd,
  sum(if(counted = 1, coalesce(cost_usd * cost_usd, 0), 0)) AS cost_usd_squared,
  uniqState(session_id) AS sessions,
  uniqIfState(user_id, toUInt8(user_id != '')) AS users,
  quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(duration_us) AS duration_us_quantiles,
  quantilesTDigestIfState(0.5, 0.9, 0.95, 0.99)(coalesce(first_chunk_us, 0), toUInt8(first_chunk_us IS NOT NULL)) AS first_chunk_us_quantiles
FROM agent_span_rows
GROUP BY hour, service, agent_kind, kind, provider, model, tool, agent, purpose, task_type
SETTINGS prefer_column_name_to_alias = 1;

CREATE OR REPLACE VIEW agent_hours AS
SELECT
  hour,
  service,
  agent_kind,
  kind,
  provider,
  model,
  tool,
  agent,
  purpose,
  task_type,
  sum(spans) AS spans,
  sum(calls) AS calls,
  sum(counted_calls) AS counted_calls,
  sum(unpriced_calls) AS unpriced_calls,
  sum(tool_calls) AS tool_calls,
  sum(errors) AS errors,
  sum(input_tokens) AS input_tokens,
  sum(output_tokens) AS output_tokens,
  sum(cache_read_tokens) AS cache_read_tokens,
  sum(cache_write_tokens) AS cache_write_tokens,
  sum(reasoning_tokens) AS reasoning_tokens,
  sum(cost_usd) AS cost_usd,
  sum(cost_usd_squared) AS cost_usd_squared,
  uniqMerge(sessions) AS sessions,
  uniqIfMerge(users) AS users,
  quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(duration_us_quantiles) AS duration_us_quantiles,
  quantilesTDigestIfMerge(0.5, 0.9, 0.95, 0.99)(first_chunk_us_quantiles) AS first_chunk_us_quantiles
FROM agent_hour_sums
GROUP BY hour, service, agent_kind, kind, provider, model, tool, agent, purpose, task_type
SETTINGS prefer_column_name_to_alias = 1;

CREATE TABLE IF NOT EXISTS agent_decision_hour_sums (
  hour DateTime CODEC(Delta, ZSTD(1)),
  service LowCardinality(String),
  agent LowCardinality(String),
  task_type LowCardinality(String),
  decision_type LowCardinality(String),
  decision_choice LowCardinality(String),
  outcome LowCardinality(String),
  events SimpleAggregateFunction(sum, UInt64),
  with_confidence SimpleAggregateFunction(sum, UInt64),
  confidence SimpleAggregateFunction(sum, Float64),
  sessions AggregateFunction(uniq, String)
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, service, agent, task_type, decision_type, decision_choice, outcome)
TTL hour + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS agent_decision_hour_sums_mv TO agent_decision_hour_sums AS
SELECT
  toStartOfHour(toDateTime(at)) AS hour,
  service,
  agent,
  task_type,
  decision_type,
  decision_choice,
  outcome,
  count() AS events,
  countIf(confidence IS NOT NULL) AS with_confidence,
  sum(coalesce(confidence, 0)) AS confidence,
  uniqState(session_id) AS sessions
FROM agent_event_rows
WHERE decision_type != '' OR outcome != ''
GROUP BY hour, service, agent, task_type, decision_type, decision_choice, outcome
SETTINGS prefer_column_name_to_alias = 1;

CREATE OR REPLACE VIEW agent_decision_hours AS
SELECT
  hour,
  service,
  agent,
  task_type,
  decision_type,
  decision_choice,
  outcome,
  sum(events) AS events,
  sum(with_confidence) AS with_confidence,
  sum(confidence) AS confidence,
  uniqMerge(sessions) AS sessions
FROM agent_decision_hour_sums
GROUP BY hour, service, agent, task_type, decision_type, decision_choice, outcome
SETTINGS prefer_column_name_to_alias = 1;

CREATE TABLE IF NOT EXISTS agent_session_sums (
  session_id String CODEC(ZSTD(1)),
  day Date CODEC(Delta, ZSTD(1)),
  start_us SimpleAggregateFunction(min, Int64),
  end_us SimpleAggregateFunction(max, Int64),
  service SimpleAggregateFunction(max, String),
  agent_kind SimpleAggregateFunction(max, String),
  user_id SimpleAggregateFunction(max, String),
  tenant SimpleAggregateFunction(max, String),
  task_type SimpleAggregateFunction(max, String),
  outcome AggregateFunction(argMinIf, String, Tuple(UInt8, Int64), UInt8),
  models AggregateFunction(uniqExactIf, String, UInt8),
  spans SimpleAggregateFunction(sum, UInt64),
  calls SimpleAggregateFunction(sum, UInt64),
  counted_calls SimpleAggregateFunction(sum, UInt64),
  unpriced_calls SimpleAggregateFunction(sum, UInt64),
  tool_calls SimpleAggregateFunction(sum, UInt64),
  errors SimpleAggregateFunction(sum, UInt64),
  input_tokens SimpleAggregateFunction(sum, UInt64),
  output_tokens SimpleAggregateFunction(sum, UInt64),
  cache_read_tokens SimpleAggregateFunction(sum, UInt64),
  cache_write_tokens SimpleAggregateFunction(sum, UInt64),
  reasoning_tokens SimpleAggregateFunction(sum, UInt64),
  cost_usd SimpleAggregateFunction(sum, Float64)
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (session_id, day)
TTL day + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS agent_session_sums_mv TO agent_session_sums AS
SELECT
  session_id,
  toDate(at) AS day,
  min(start_us) AS start_us,
  max(start_us + duration_us) AS end_us,
  max(service) AS service,
  max(agent_kind) AS agent_kind,
  max(user_id) AS user_id,
  max(tenant) AS tenant,
  max(task_type) AS task_type,
  argMinIfState(toString(outcome), (toUInt8(multiIf(kind = 'session', 0, kind = 'task', 1, kind = 'other', 3, 2)),
    toInt64(9000000000000000 - start_us - duration_us)), toUInt8(outcome != '')) AS outcome,
  uniqExactIfState(toString(model), toUInt8(kind = 'inference' AND counted = 1 AND model != '')) AS models,
  count() AS spans,
  countIf(kind = 'inference' AND counted = 1) AS calls,
  countIf(counted = 1) AS counted_calls,
  countIf(counted = 1 AND cost_usd IS NULL AND cost_reason != 'request_refused') AS unpriced_calls,
  countIf(kind IN ('tool', 'command')) AS tool_calls,
  countIf((status = 'error' OR error_type <> '') AND kind NOT IN ('other', 'session', 'workflow', 'task', 'agent', 'plan', 'step') AND (kind <> 'inference' OR counted = 1) AND (kind <> 'mcp' OR tool = '')) AS errors,
  sum(toUInt64(if(counted = 1, coalesce(input_tokens, 0), 0))) AS input_tokens,
  sum(toUInt64(if(counted = 1, coalesce(output_tokens, 0), 0))) AS output_tokens,
  sum(toUInt64(if(counted = 1, coalesce(cache_read_tokens, 0), 0))) AS cache_read_tokens,
  sum(toUInt64(if(counted = 1, coalesce(cache_write_tokens, 0), 0))) AS cache_write_tokens,
  sum(toUInt64(if(counted = 1, coalesce(reasoning_tokens, 0), 0))) AS reasoning_tokens,
  sum(if(counted = 1, coalesce(cost_usd, 0), 0)) AS cost_usd
FROM agent_span_rows
GROUP BY session_id, day
SETTINGS prefer_column_name_to_alias = 1;

CREATE OR REPLACE VIEW agent_sessions AS
SELECT
  session_id,
  min(start_us) AS start_us,
  max(end_us) AS end_us,
  max(service) AS service,
  max(agent_kind) AS agent_kind,
  max(user_id) AS user_id,
  max(tenant) AS tenant,
  max(task_type) AS task_type,
  argMinIfMerge(outcome) AS outcome,
  uniqExactIfMerge(models) AS models,
  sum(spans) AS spans,
  sum(calls) AS calls,
  sum(counted_calls) AS counted_calls,
  sum(unpriced_calls) AS unpriced_calls,
  sum(tool_calls) AS tool_calls,
  sum(errors) AS errors,
  sum(input_tokens) AS input_tokens,
  sum(output_tokens) AS output_tokens,
  sum(cache_read_tokens) AS cache_read_tokens,
  sum(cache_write_tokens) AS cache_write_tokens,
  sum(reasoning_tokens) AS reasoning_tokens,
  sum(cost_usd) AS cost_usd
FROM agent_session_sums
GROUP BY session_id
SETTINGS prefer_column_name_to_alias = 1;
