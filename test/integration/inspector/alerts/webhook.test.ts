import { getEventListeners } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { HOUR_US } from "../../../../src/inspector/alerts/alert-window.ts";
import { startTelling } from "../../../../src/inspector/alerts/webhook/alert-teller.ts";
import { createWebhook, type Webhook, type WebhookOptions } from "../../../../src/inspector/alerts/webhook/webhook.ts";
import { webhookTarget } from "../../../../src/inspector/alerts/webhook/webhook-target.ts";
import type { AlertReport, AlertRow } from "../../../../src/inspector/api.ts";
import { startInspector } from "../../../../src/inspector/index.ts";
import { BREAKING_TOOL, driftingTelemetry } from "../../../support/inspector/drifting-telemetry.ts";
import { madeUpStore } from "../../../support/inspector/made-up-store.ts";
import { ingestTelemetry, seededStore } from "../../../support/inspector/seeded-store.ts";
import { bearer, json, send, serve } from "../serve/serve.ts";
import { receiver } from "./receiver.ts";

const HOUR_MILLIS = HOUR_US / 1_000;

function alertOf(changes: Partial<AlertRow> = {}): AlertRow {
  return {
    ...{ id: "0123456789abcdef", kind: "cost_drift", subjectType: "model", subject: "gpt-6", service: null },
    ...{ sinceUs: 498_000 * HOUR_US, untilUs: null, verdict: "above", value: 0.0132, baseline: 0.0095, unit: "USD" },
    ...{ score: 4.4, count: 120 },
    ...changes,
  };
}

const reportOf = (...alerts: readonly AlertRow[]): AlertReport => ({
  ...{ fromUs: 0, toUs: 0, alerts, moreAlerts: 0, states: [], moreSeries: 0 },
});

function webhookTo(url: string, options: Partial<WebhookOptions> = {}): Webhook & { readonly lines: string[] } {
  const lines: string[] = [];
  const webhook = createWebhook({ url, log: (line) => lines.push(line), pausesMillis: [1, 1], ...options });
  onTestFinished(() => webhook.close());
  return Object.defineProperties({ lines }, Object.getOwnPropertyDescriptors(webhook)) as Webhook & {
    readonly lines: string[];
  };
}

const settled = (webhook: Webhook, count: number): Promise<void> =>
  vi.waitFor(() => expect(webhook.status.delivered + webhook.status.failed).toBe(count), { timeout: 10_000 });

describe("a webhook", () => {
  it("gets an alert as JSON, with the user and password of its address as a header", async () => {
    const { port, deliveries } = await receiver();
    const webhook = webhookTo(`http://me:pass%20word@127.0.0.1:${port}/hooks/T0/secret?key=hidden`);
    expect(webhook.tell("alert.began", alertOf())).toBe(true);
    await settled(webhook, 1);
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({
      path: "/hooks/T0/secret?key=hidden",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from("me:pass word").toString("base64")}`,
      },
      body: { type: "alert.began", alert: alertOf(), text: "cost per call of gpt-6: $0.0132, usually $0.0095" },
    });
    expect(webhook.status).toEqual({
      ...{ address: `http://127.0.0.1:${port}/…`, delivered: 1, failed: 0, untold: 0, lastError: null },
    });
  });

  it("is tried three times while it fails, and once where another try would be refused as well", async () => {
    const busy = await receiver((nth) => (nth < 3 ? 503 : 200));
    const later = webhookTo(`http://127.0.0.1:${busy.port}/`);
    later.tell("alert.began", alertOf());
    await settled(later, 1);
    expect(busy.deliveries).toHaveLength(3);
    expect(later.status).toMatchObject({ delivered: 1, failed: 0 });

    for (const status of [404, 302]) {
      const refusing = await receiver(() => status);
      const never = webhookTo(`http://127.0.0.1:${refusing.port}/x?key=hidden`);
      never.tell("alert.began", alertOf());
      await settled(never, 1);
      expect(refusing.deliveries).toHaveLength(1);
      expect(never.status).toMatchObject({ delivered: 0, failed: 1, lastError: `it answered ${status}` });
      expect(never.lines).toEqual([
        `an alert could not be posted to http://127.0.0.1:${refusing.port}/…: it answered ${status}`,
      ]);
    }
  });

  it("keeps nothing of the pauses between its tries", async () => {
    const { port } = await receiver(() => 503);
    const signals = vi.spyOn(AbortController.prototype, "signal", "get");
    onTestFinished(() => signals.mockRestore());
    const webhook = webhookTo(`http://127.0.0.1:${port}/`);
    const signal = signals.mock.results[0]?.value as AbortSignal;
    webhook.tell("alert.began", alertOf());
    await settled(webhook, 1);
    await vi.waitFor(() => expect(getEventListeners(signal, "abort")).toEqual([]));
  });

  it("that does not answer is given up after three tries", async () => {
    const silent = await receiver(() => 0);
    const webhook = webhookTo(`http://127.0.0.1:${silent.port}/`, { timeoutMillis: 40 });
    webhook.tell("alert.began", alertOf());
    await settled(webhook, 1);
    expect(silent.deliveries).toHaveLength(3);
    expect(webhook.status).toMatchObject({ failed: 1, lastError: "no answer within 0.04 s" });
  });

  it("gets twenty in an hour, and the rest is counted", async () => {
    const { port, deliveries } = await receiver();
    let nowMillis = 1_790_000_000_000;
    const webhook = webhookTo(`http://127.0.0.1:${port}/`, { now: () => nowMillis });
    const told = Array.from({ length: 30 }, (_, at) => webhook.tell("alert.began", alertOf({ id: String(at) })));
    expect(told.filter(Boolean)).toHaveLength(20);
    await settled(webhook, 20);
    expect(deliveries).toHaveLength(20);
    expect(webhook.status.untold).toBe(10);
    nowMillis += 3_600_000;
    expect(webhook.tell("alert.began", alertOf())).toBe(true);
    await settled(webhook, 21);
  });

  it("must be an address of HTTP, and is not repeated where it is none", () => {
    for (const url of ["ftp://secret@host/", "secret", "http://"])
      expect(() => webhookTo(url)).toThrow(/^the webhook must be an http:\/\/ or https:\/\/ address$/);
  });

  it("takes a percent sign in a password for itself where it encodes nothing", () => {
    const { headers } = webhookTarget("https://me:100%@host/in");
    expect(headers.authorization).toBe(`Basic ${Buffer.from("me:100%").toString("base64")}`);
  });

  it("ends in the middle of a delivery", async () => {
    const silent = await receiver(() => 0);
    const webhook = webhookTo(`http://127.0.0.1:${silent.port}/`, { timeoutMillis: 60_000 });
    webhook.tell("alert.began", alertOf());
    await silent.got(1);
    await webhook.close();
    expect(webhook.status.failed).toBe(1);
    expect(webhook.lines).toEqual([]);
  });
});

describe("an inspector with a webhook", () => {
  /** Tells of what a store says, of which a test sets the next answer. */
  function telling(first: AlertReport, nowMillis: () => number = () => 498_003 * HOUR_MILLIS) {
    const told: (readonly [type: string, subject: string, untilUs: number | null])[] = [];
    let report = first;
    let asked = 0;
    const store = madeUpStore({
      alerts: async () => {
        asked += 1;
        return report;
      },
    });
    const close = startTelling({
      ...{ store, log: () => {}, pauseMillis: 1, now: nowMillis },
      webhook: { tell: (type, { subject, untilUs }) => told.push([type, subject, untilUs]) > 0 },
    });
    onTestFinished(close);
    const look = async (next: AlertReport): Promise<void> => {
      report = next;
      const before = asked;
      store.change({ revision: before, sessions: [], spans: 1, events: 0 });
      // One that was under way may have begun before.
      await vi.waitFor(() => expect(asked).toBeGreaterThanOrEqual(before + 1), { timeout: 10_000 });
      store.change({ revision: before + 1, sessions: [], spans: 1, events: 0 });
      await vi.waitFor(() => expect(asked).toBeGreaterThanOrEqual(before + 2), { timeout: 10_000 });
    };
    /** Changes the next answer, and lets time alone ask for it. */
    const wait = async (next: AlertReport): Promise<void> => {
      report = next;
      const before = asked;
      await vi.waitFor(() => expect(asked).toBeGreaterThan(before), { timeout: 10_000 });
    };
    return { told, look, wait };
  }

  it("tells of an alert once when it begins and once when it ends", async () => {
    const { told, look } = telling(reportOf());
    await look(reportOf());
    await look(reportOf(alertOf()));
    await look(reportOf(alertOf()));
    await look(reportOf(alertOf({ sinceUs: 497_999 * HOUR_US })));
    const untilUs = 498_004 * HOUR_US;
    await look(reportOf(alertOf({ untilUs })));
    await look(reportOf(alertOf({ untilUs })));
    expect(told).toEqual([
      ["alert.began", "gpt-6", null],
      ["alert.ended", "gpt-6", untilUs],
    ]);
  }, 30_000);

  it("does not tell of what stood when it started, nor of what was over before it was seen", async () => {
    const { told, look } = telling(reportOf(alertOf()));
    await look(reportOf(alertOf(), alertOf({ subject: "old", untilUs: 498_001 * HOUR_US })));
    await look(reportOf(alertOf({ untilUs: 498_004 * HOUR_US })));
    expect(told).toEqual([]);
  }, 30_000);

  it("tells of an alert that began and ended between two looks, once, in the order of time", async () => {
    const { told, look } = telling(reportOf(alertOf({ subject: "older", untilUs: 498_002 * HOUR_US })));
    const first = { sinceUs: 498_003 * HOUR_US, untilUs: 498_004 * HOUR_US };
    const second = { sinceUs: 498_006 * HOUR_US, untilUs: 498_007 * HOUR_US };
    const old = alertOf({ subject: "old", untilUs: 498_001 * HOUR_US });
    await look(reportOf(alertOf(first), old));
    await look(reportOf(alertOf({ ...first, sinceUs: 498_002 * HOUR_US }), old));
    await look(reportOf(alertOf({ ...second, untilUs: null }), alertOf(first), old));
    await look(reportOf(alertOf(second), alertOf(first), old));
    await look(reportOf(alertOf(second), alertOf(first), old));
    expect(told).toEqual([
      ["alert.began", "gpt-6", null],
      ["alert.ended", "gpt-6", first.untilUs],
      ["alert.began", "gpt-6", null],
      ["alert.ended", "gpt-6", second.untilUs],
    ]);
  }, 30_000);

  it("tells of the end of an alert and of those after it, where several hours went by between two looks", async () => {
    const known = alertOf({ subject: "known" });
    const { told, look } = telling(reportOf(known));
    await look(reportOf(alertOf(), known));
    const at = (hour: number): number => (498_000 + hour) * HOUR_US;
    const later = (more: object) => [
      alertOf({ sinceUs: at(20), ...more }),
      alertOf({ sinceUs: at(12), untilUs: at(15), ...more }),
      alertOf({ untilUs: at(9), ...more }),
    ];
    await look(reportOf(...later({}), ...later({ subject: "known" })));
    await look(reportOf(...later({}), ...later({ subject: "known" })));
    const following = (subject: string) => [
      ["alert.began", subject, null],
      ["alert.ended", subject, at(15)],
      ["alert.began", subject, null],
    ];
    const of = (name: string) => told.filter(([, subject]) => subject === name);
    expect(of("gpt-6")).toEqual([
      ["alert.began", "gpt-6", null],
      ["alert.ended", "gpt-6", at(9)],
      ...following("gpt-6"),
    ]);
    expect(of("known")).toEqual(following("known"));
  }, 30_000);

  it("ends an alert that was none, as data that came late says, when it began", async () => {
    const { told, look } = telling(reportOf());
    await look(reportOf(alertOf()));
    await look(reportOf());
    await look(reportOf());
    expect(told).toEqual([
      ["alert.began", "gpt-6", null],
      ["alert.ended", "gpt-6", alertOf().sinceUs],
    ]);
  }, 30_000);

  it("looks again when an hour is over, without anything that came in", async () => {
    let nowMillis = 498_003 * HOUR_MILLIS + 30 * 60_000;
    const { told, look, wait } = telling(reportOf(), () => nowMillis);
    await look(reportOf());
    nowMillis += HOUR_MILLIS;
    await wait(reportOf(alertOf({ sinceUs: 498_003 * HOUR_US })));
    nowMillis += HOUR_MILLIS;
    await wait(reportOf(alertOf({ sinceUs: 498_003 * HOUR_US, untilUs: 498_004 * HOUR_US })));
    await vi.waitFor(() => expect(told.map(([type]) => type)).toEqual(["alert.began", "alert.ended"]));
  }, 30_000);

  it("posts a burst of errors in what comes in", async () => {
    const endUs = Math.floor((Date.now() * 1_000) / HOUR_US) * HOUR_US;
    const telemetry = driftingTelemetry({ errors: [2, 2] }, 3, 2, endUs);
    const before = telemetry.spans.filter(({ startUs }) => startUs < endUs - 2 * HOUR_US);
    const { store, close } = await seededStore({ spans: before, logs: [], endUs });
    onTestFinished(close);
    const { port, deliveries, got } = await receiver();
    const webhook = webhookTo(`http://127.0.0.1:${port}/`);
    // The first look is over when the store was asked once.
    const looked = vi.spyOn(store, "alerts");
    const end = startTelling({ store, webhook, log: () => {}, pauseMillis: 1 });
    onTestFinished(end);
    await looked.mock.results[0]?.value;
    await ingestTelemetry(store, {
      spans: telemetry.spans.filter(({ startUs }) => startUs >= endUs - 2 * HOUR_US),
      logs: [],
    });
    await got(1);
    const about = deliveries.map(({ body }) => body).find(({ alert }) => alert?.subject === BREAKING_TOOL);
    expect(about).toMatchObject({
      type: "alert.began",
      alert: { kind: "error_rate", verdict: "above", untilUs: null },
    });
    expect(about?.text).toMatch(/^error rate of search: \d+\.\d %, usually \d\.\d %$/);
  }, 60_000);

  it("says what the receiver of a test delivery answered", async () => {
    const { port: taking, deliveries } = await receiver();
    const inspector = await serve({ webhook: `http://127.0.0.1:${taking}/in?key=hidden` });
    const path = "/api/alerts/test";
    const headers = bearer(inspector.token);
    const answer = await send(inspector.port, path, { method: "POST", headers });
    expect(answer.status).toBe(200);
    expect(json(answer)).toEqual({ delivered: true, status: 204, durationMs: expect.any(Number), error: null });
    expect(deliveries.map(({ body }) => body)).toEqual([
      { type: "test", text: expect.stringContaining("test delivery"), sentAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    const alerts = await send(inspector.port, "/api/alerts", { headers });
    expect(json(alerts)).toMatchObject({
      alerts: [],
      webhook: { address: `http://127.0.0.1:${taking}/…`, delivered: 0 },
    });
    expect(alerts.body.toString()).not.toContain("hidden");
    expect((await send(inspector.port, path, { method: "POST" })).status).toBe(401);
    expect((await send(inspector.port, path, { headers })).status).toBe(405);
  }, 30_000);

  it("says that nobody answers, and that there is no webhook", async () => {
    const nobody = await serve({ webhook: "http://127.0.0.1:9/" });
    const failed = await send(nobody.port, "/api/alerts/test", { method: "POST", headers: bearer(nobody.token) });
    expect(json(failed)).toMatchObject({ delivered: false, status: null, error: "ECONNREFUSED" });
    const without = await serve();
    const refused = await send(without.port, "/api/alerts/test", { method: "POST", headers: bearer(without.token) });
    expect(refused.status).toBe(409);
    expect(
      json(await send(without.port, "/api/alerts?service=x&fromUs=1", { headers: bearer(without.token) })),
    ).toEqual({
      ...{ fromUs: expect.any(Number), toUs: expect.any(Number), alerts: [], moreAlerts: 0 },
      ...{ states: [], moreSeries: 0, webhook: null },
    });
    await expect(startInspector({ port: 0, webhook: "secret", store: ":memory:" })).rejects.toThrow(
      /^the webhook must be/,
    );
  }, 30_000);
});
