-- In place of views.sql: the same views over the tables of rows.sql, which is quicker.
-- Made by `npm run fleet:clickhouse` from the code: change that.

CREATE OR REPLACE VIEW agent_spans AS
SELECT trace_id, span_id, parent_span_id, session_id, service, agent_kind, name, kind, source, agent, provider, model, request_model, tool, purpose, user_id, tenant, task_id, task_type, outcome, end_reason, finish_reason, start_us, duration_us, status, error_type, counted, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_usd, cost_reason, first_chunk_us, retries, at
FROM agent_span_rows FINAL;

CREATE OR REPLACE VIEW agent_events AS
SELECT trace_id, span_id, session_id, time_us, name, service, agent_kind, agent, user_id, task_id, task_type, model, tool, decision_type, decision_choice, confidence, outcome, value, error_type, severity, content, at
FROM agent_event_rows FINAL;
