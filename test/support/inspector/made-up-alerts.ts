import type { AlertAnswer, AlertRow, AlertSeriesState } from "../../../src/inspector/api.ts";

const HOUR_US = 3_600e6;

/** Two alerts within the time, one that stands, and a series with too little data; `label` is in the place of names. */
export function madeUpAlerts(fromUs: number, toUs: number, label: string = "gpt-6"): AlertAnswer {
  const middle = Math.floor((fromUs + toUs) / 2 / HOUR_US) * HOUR_US;
  const drift: AlertRow = {
    ...{ id: "0123456789abcdef", kind: "cost_drift", subjectType: "model", subject: label, service: null },
    ...{ sinceUs: middle, untilUs: null, verdict: "above", value: 0.0132, baseline: 0.0095, unit: "USD" },
    ...{ score: 4.4, count: 120 },
  };
  const burst: AlertRow = {
    ...{ id: "fedcba9876543210", kind: "error_rate", subjectType: "tool", subject: label, service: null },
    ...{ sinceUs: middle - 3 * HOUR_US, untilUs: middle - HOUR_US, verdict: "above", value: 0.42, baseline: 0.02 },
    ...{ unit: "ratio", score: 13, count: 48 },
  };
  const state: AlertSeriesState = {
    ...{ kind: "cost_drift", subjectType: "model", subject: label, service: null, hourUs: middle, verdict: "above" },
    ...{ value: 0.0132, baseline: 0.0095, unit: "USD", count: 120, lacks: null, alert: drift.id },
  };
  const rare: AlertSeriesState = {
    ...{ ...state, kind: "error_rate", subject: "rare", verdict: "not enough data", value: 0, baseline: null },
    ...{ unit: "ratio", count: 12, lacks: { have: 12, need: 30, of: "calls" }, alert: null },
  };
  return {
    ...{ fromUs, toUs, alerts: [drift, burst], moreAlerts: 0, states: [state, rare], moreSeries: 0 },
    webhook: { address: "http://127.0.0.1:9/…", delivered: 3, failed: 1, untold: 0, lastError: label },
  };
}

/** Nothing left the usual, or there is nothing to judge. */
export function noAlerts(states: AlertAnswer["states"] = []): AlertAnswer {
  return { fromUs: 0, toUs: 0, alerts: [], moreAlerts: 0, states, moreSeries: 0, webhook: null };
}
