import type { TracerProvider } from "@opentelemetry/api";
import { publicUrl } from "../../export/spool/segment-header.ts";
import { describeError } from "../../internal/guard.ts";
import { sharedState } from "../../internal/shared-state.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { waitAtMost } from "../../internal/wait-at-most.ts";
import { VERIFY } from "../../semconv/agentscribe-attributes.ts";
import { SCOPE_NAME } from "../../semconv/schema.ts";
import { VERSION } from "../../version.ts";
import { delegateOf } from "../globals/delegate-of.ts";
import { type Finding, finding } from "./finding.ts";
import { classNames, exporterUrls } from "./inside-provider.ts";
import { TEST_NAME } from "./test-record.ts";
import type { VerifySubject } from "./verify-subject.ts";

/** Who else records in this process, and whether anything is sent twice. With `timeoutMillis`, a test span goes through the host's provider. */
export async function checkProviders(
  subject: VerifySubject,
  timeoutMillis: number | undefined,
): Promise<readonly Finding[]> {
  const { globals, hosted } = subject;
  const beside = otherSdks();
  if (globals?.trace === undefined) return beside;
  const provider = delegateOf(globals.trace);
  if (sharedState().ownProviders.has(provider)) return beside;
  if (!hosted) return [...other(subject, provider), ...beside];
  const tried = timeoutMillis === undefined ? [] : await tryHost(globals.trace, provider, timeoutMillis);
  return [
    finding("host", { what: `spans are recorded through the application's ${describe(provider)}` }),
    ...twoWays(subject, provider),
    ...tried,
    ...beside,
  ];
}

function describe(provider: object): string {
  const [name, ...parts] = classNames(provider);
  const known = parts.filter((part) => /processor|exporter/i.test(part));
  return terminalText(`${name ?? "provider"}${known.length === 0 ? "" : ` (${known.join(", ")})`}`, 200);
}

/** Asked for on purpose, it is no fault. */
function other({ options }: VerifySubject, provider: object): readonly Finding[] {
  const what = `another OpenTelemetry provider is the global one: ${describe(provider)}`;
  return options.host === "own"
    ? [finding("provider-other", { what, severity: "info" })]
    : [finding("provider-other", { what: `${what}; it came after init()` })];
}

function twoWays({ outputs }: VerifySubject, provider: object): readonly Finding[] {
  const own = outputs.destinations.flatMap((destination) =>
    destination.type === "otlp" && destination.endpoints.traces !== undefined
      ? [publicUrl(destination.endpoints.traces.url)]
      : [],
  );
  if (own.length === 0) return [];
  const both = exporterUrls(provider)
    .map(publicUrl)
    .find((url) => own.includes(url));
  return both === undefined
    ? [finding("provider-two-ways", { what: `spans leave by the application's provider and to ${own.join(", ")}` })]
    : [
        finding("provider-double", {
          what: `spans go to ${both} twice: by the application's provider, and by \`exporters\` of init()`,
        }),
      ];
}

interface Flushable {
  forceFlush?(): Promise<unknown>;
}

async function tryHost(tracers: TracerProvider, provider: object, timeoutMillis: number): Promise<readonly Finding[]> {
  try {
    const span = tracers.getTracer(SCOPE_NAME, VERSION).startSpan(TEST_NAME, {
      root: true,
      attributes: { [VERIFY]: true },
    });
    const isRecorded = span.isRecording();
    span.end();
    if (!isRecorded) return [finding("host-drops", { what: "the application's provider does not record a test span" })];
    let isFlushed = false;
    const flush = Promise.resolve((provider as Flushable).forceFlush?.()).then(() => {
      isFlushed = true;
    });
    await waitAtMost(timeoutMillis, flush);
    if (isFlushed) return [];
    const what = `the application's provider did not send a test span within ${timeoutMillis} ms`;
    return [finding("host-export-failed", { what })];
  } catch (error) {
    const what = `the application's provider could not send a test span: ${terminalText(describeError(error), 200)}`;
    return [finding("host-export-failed", { what })];
  }
}

/** What other SDKs leave in the process. */
const MARKS: readonly (readonly [name: string, isThere: () => boolean])[] = [
  ["Sentry", () => isObject(globalOf("__SENTRY__"))],
  ["Datadog (dd-trace)", () => isObject(globalOf("_ddtrace"))],
  ["Langfuse", () => isObject(globalOf(Symbol.for("langfuse")))],
  ["Elastic APM", () => globalOf(Symbol.for("ElasticAPMAgentInitialized")) !== undefined],
];

function otherSdks(): readonly Finding[] {
  return MARKS.filter(([, isThere]) => isThere()).map(([name]) =>
    finding("sdk-beside", { what: `${name} runs in this process too` }),
  );
}

function globalOf(key: PropertyKey): unknown {
  try {
    return Reflect.get(globalThis, key);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
