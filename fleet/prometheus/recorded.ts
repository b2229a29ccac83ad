/** Names of what is recorded: level, metric and operation, as Prometheus recommends. */
export const RECORDED = {
  calls: "job_model:agentscribe_calls:increase1h",
  failedCalls: "job_model:agentscribe_failed_calls:increase1h",
  errorRatio: "job_model:agentscribe_call_errors:ratio1h",
  cost: "job_model:agentscribe_cost_USD:increase1h",
  costPerCall: "job_model:agentscribe_cost_USD_per_call:ratio1h",
  durations: "job_model_le:agentscribe_call_duration_seconds_bucket:increase1h",
  p95: "job_model:agentscribe_call_duration_seconds:p95_1h",
  choices: "job_choice:agentscribe_decisions:count",
  choicesNow: "job_choice:agentscribe_decisions:increase6h",
  choicesBefore: "job_choice:agentscribe_decisions:increase7d_before",
  shareNow: "job_choice:agentscribe_decisions:share6h",
  shareBefore: "job_choice:agentscribe_decisions:share7d_before",
  mixShift: "job_type:agentscribe_decision_mix:psi6h",
  tasks: "job:agentscribe_tasks:increase6h",
  efficiency: "job:agentscribe_successes_per_input_kilotoken:ratio6h",
} as const;
