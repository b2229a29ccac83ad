import { exportSpans } from "../../export/custom/custom-sender.ts";
import { toReadableSpan } from "../../export/custom/readable-span.ts";
import type { SendResult, Signal } from "../../export/delivery.ts";
import type { CustomDestination, Destination, OtlpEndpoint } from "../../export/destinations/destination.ts";
import { destinationSignals } from "../../export/destinations/destination.ts";
import { publicUrl } from "../../export/spool/segment-header.ts";
import { describeError } from "../../internal/guard.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { judgeError } from "./judge-error.ts";
import { withRightPath, withTlsTried } from "./look-closer.ts";
import { type Probe, probe } from "./probe.ts";
import { testRequest, testSpan } from "./test-record.ts";
import type { VerifiedDestination } from "./verification.ts";

export interface DestinationSettings {
  readonly destinations: readonly Destination[];
  readonly resource: TelemetryAttributes;
  readonly temporality: "delta" | "cumulative";
  readonly timeoutMillis: number;
  readonly giveUp: AbortSignal;
  readonly offline: boolean;
}

export interface Verified {
  readonly destination?: VerifiedDestination;
  readonly findings: readonly Finding[];
}

/** Clocks that are further apart than this are said. */
const CLOCK_TOLERANCE_MILLIS = 60_000;

/** One test record for each signal of each destination, all at once. Never rejects. */
export async function verifyDestinations(settings: DestinationSettings): Promise<readonly Verified[]> {
  const checks = settings.destinations.flatMap((destination): Promise<Verified>[] => {
    if (destination.type === "custom") return [verifyExporter(destination, settings)];
    if (destination.type === "otlp") {
      return Object.entries(destination.endpoints).map(([signal, endpoint]) =>
        verifyEndpoint(destination.name, signal as Signal, endpoint, settings),
      );
    }
    const name = terminalText(destination.name);
    const what = `${name}: ${destinationSignals(destination).map(signalName).join(", ")} stay on this machine`;
    return [Promise.resolve({ findings: destination.type === "console" ? [finding("console", { what })] : [] })];
  });
  return await Promise.all(checks);
}

/** What is so of several signals of a destination, said once. */
export function joined(verified: readonly Verified[]): readonly Finding[] {
  const groups = new Map<string, { readonly finding: Finding; readonly signals: string[] }>();
  const rest: Finding[] = [];
  for (const { destination, findings } of verified) {
    for (const one of findings) {
      const signal = destination === undefined ? undefined : `${destination.signal} to ${destination.name}`;
      if (signal === undefined || !one.what.startsWith(`${signal}:`)) rest.push(one);
      else {
        const key = `${one.code} ${destination?.name}`;
        const group = groups.get(key) ?? { finding: one, signals: [] };
        group.signals.push(destination?.signal ?? "");
        groups.set(key, group);
      }
    }
  }
  const together = [...groups.values()].map(({ finding: { what, ...others }, signals: [first = "", ...more] }) => ({
    ...others,
    what: `${[first, ...more].join(", ")}${what.slice(first.length)}`,
  }));
  return [...together, ...rest];
}

async function verifyEndpoint(
  destination: string,
  signal: Signal,
  endpoint: OtlpEndpoint,
  settings: DestinationSettings,
): Promise<Verified> {
  const name = terminalText(destination);
  const facts = { name, signal: signalName(signal), url: publicUrl(endpoint.url) };
  const who = `${facts.signal} to ${name}`;
  if (settings.offline) {
    const what = `${who}: nothing was sent to ${facts.url}`;
    return { destination: facts, findings: [finding("endpoint-untried", { what })] };
  }
  const { giveUp, resource, temporality } = settings;
  const limited = { ...endpoint, timeoutMillis: Math.min(endpoint.timeoutMillis, settings.timeoutMillis) };
  const request = testRequest(signal, resource, Date.now(), temporality);
  const tried = await probe(signal, limited, request, giveUp);
  const first = judge(who, tried, giveUp);
  const found = await lookCloser(first, tried, request, giveUp);
  const offset = tried.answer?.clockOffsetMillis;
  return {
    destination: {
      ...facts,
      delivered: found.severity === "ok",
      roundTripMillis: tried.roundTripMillis,
      ...(tried.answer !== undefined && { status: tried.answer.status }),
      ...(offset !== undefined && { clockOffsetMillis: offset }),
    },
    findings: [found, ...clock(name, offset)],
  };
}

function judge(who: string, tried: Probe, giveUp: AbortSignal): Finding {
  const { result, answer, error } = tried;
  if (result === undefined) {
    return finding("headers-failed", { what: `${who}: ${terminalText(tried.cleaned(describeError(error)), 200)}` });
  }
  if (answer !== undefined) return judgeAnswer(who, tried, answer);
  // A transport that shows no answer says at least what came of it.
  if (result.status === "ok") return judgeAnswer(who, tried, { ...NO_ANSWER, status: 200 });
  if (result.status === "refused" && result.code > 0)
    return judgeAnswer(who, tried, { ...NO_ANSWER, status: result.code });
  return judgeError(who, tried, error ?? result.reason, giveUp.aborted || isTimeout(result));
}

const NO_ANSWER = { contentType: "", location: undefined, clockOffsetMillis: undefined, body: new Uint8Array(0) };

/** What the transport says when its own clock ended the request. */
function isTimeout(result: SendResult): boolean {
  return result.status === "retry" && result.reason.startsWith("no answer within");
}

/** What is found on a second look; the first stands where there is none. */
async function lookCloser(found: Finding, tried: Probe, request: Uint8Array, giveUp: AbortSignal): Promise<Finding> {
  try {
    if (found.code === "answer-not-found") return await withRightPath(found, tried, request, giveUp);
    if (found.code === "endpoint-reset") return await withTlsTried(found, tried.endpoint, giveUp);
  } catch {
    // A runtime without sockets.
  }
  return found;
}

function clock(name: string, offset: number | undefined): readonly Finding[] {
  if (offset === undefined || Math.abs(offset) <= CLOCK_TOLERANCE_MILLIS) return [];
  const seconds = Math.abs(offset) / 1_000;
  const apart = seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
  const what = `the clock of ${name} is ${apart} ${offset > 0 ? "ahead of" : "behind"} that of this machine`;
  return [finding("clock-off", { what })];
}

async function verifyExporter(
  { name: given, allows, spanExporter }: CustomDestination,
  { offline, resource, timeoutMillis }: DestinationSettings,
): Promise<Verified> {
  const name = terminalText(given);
  if (offline) return { findings: [finding("endpoint-untried", { what: `${name}: nothing was sent` })] };
  const started = performance.now();
  const span = toReadableSpan(testSpan(Date.now()), { attributes: resource }, allows);
  const result = await exportSpans(spanExporter, [span], timeoutMillis);
  const roundTripMillis = Math.round(performance.now() - started);
  const delivered = result.status === "ok";
  const reason = delivered ? "" : terminalText(result.reason, 200);
  return {
    destination: { name, signal: "traces", delivered, roundTripMillis },
    findings: [
      delivered
        ? finding("delivered", { what: `traces to ${name}: the exporter took a test span in ${roundTripMillis} ms` })
        : finding("exporter-failed", { what: `traces to ${name}: ${reason}` }),
    ],
  };
}

function signalName(signal: Signal): VerifiedDestination["signal"] {
  return signal === "logs" ? "events" : signal;
}
