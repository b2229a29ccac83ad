import type { Destination, MemoryDestination } from "../export/destinations/destination.ts";
import { resolveDestinations } from "../export/destinations/resolve-destinations.ts";
import type { TelemetryResource } from "../export/encode/attributes.ts";
import { createPipeline, type Pipeline } from "../export/pipeline.ts";
import type { SpoolStoreOptions } from "../export/spool/spool-store.ts";
import type { Diag } from "../internal/diag.ts";
import { randomUuid } from "../internal/random-uuid.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { type CaptureOption, type CapturePolicy, resolveCapture, unionCapture } from "../privacy/capture-policy.ts";
import { createContentFilter } from "../privacy/content.ts";
import { createNameFilter } from "../privacy/names.ts";
import { createRedactor, type Redactor } from "../privacy/redactor.ts";
import type { ContentGate, NameGate } from "../record/ports.ts";
import { CONTENT_KINDS } from "../semconv/content-kind.ts";
import { cleanResource } from "./clean-resource.ts";
import { createContentGate } from "./content-gate.ts";
import { INTERRUPTED } from "./interrupted.ts";
import type { TelemetryOptions } from "./options.ts";
import { resourceAttributes } from "./resource.ts";
import { spanMapping } from "./span-mapping.ts";
import { defaultSpoolDirectory } from "./spool-location.ts";

/** Where records go and what of them may: decided once, from options and environment. */
export interface Outputs {
  readonly destinations: readonly Destination[];
  readonly policy: CapturePolicy;
  /** The policy of `init` alone: what the application's providers may get. An exporter's own policy opens nothing for them. */
  readonly hostPolicy: CapturePolicy;
  readonly content: ContentGate;
  readonly names: NameGate;
  readonly redactor: Pick<Redactor, "stats">;
  readonly pipeline: Pipeline;
  readonly signals: { readonly traces: boolean; readonly metrics: boolean; readonly events: boolean };
  resource: TelemetryAttributes;
}

interface OutputSettings {
  readonly options: TelemetryOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly diag: Diag;
  /** The application's providers are recorded through: only exporters named in code are ours then. */
  readonly isHost: boolean;
  readonly sends: boolean;
  /** Takes all records in place of exporters and spool. */
  readonly memory?: MemoryDestination["take"] | undefined;
  /** Is told of records that were deleted from the disk before they were sent. */
  readonly onDeleted?: SpoolStoreOptions["onDeleted"];
}

export function resolveOutputs({ options, env, diag, isHost, sends, memory, onDeleted }: OutputSettings): Outputs {
  const warn = (key: string, message: string): void => diag.warn(key, message);
  const policyOf = (capture: unknown): CapturePolicy =>
    resolveCapture((capture ?? options.capture) as CaptureOption | undefined, env, (message) =>
      warn("env:capture", message),
    );
  const shared = policyOf(undefined);
  const policies = [shared];
  const exporters = !sends || (isHost && options.exporters === undefined) ? [] : options.exporters;
  const { traces = true, metrics = true, events = true } = options.signals ?? {};
  const resolved =
    memory === undefined
      ? resolveDestinations({
          ...(exporters !== undefined && { exporters }),
          env,
          warn,
          resolveAttributes: (attributes) => spanMapping(attributes, diag),
          resolveCapture: (capture) => {
            const policy = policyOf(capture);
            policies.push(policy);
            return (kind) => policy.admits(kind);
          },
        })
      : [inMemory(memory, shared)];
  const destinations = resolved.flatMap((destination) => withSignals(destination, { traces, metrics, logs: events }));
  // In own mode the policy of `init` is nobody's when each exporter has one of its own.
  const isShared = isHost || memory !== undefined || policies.length === 1;
  const policy = unionCapture(policies, isShared ? policies : policies.slice(1));
  const redactor = createRedactor(
    typeof options.redact === "function" ? { redact: options.redact } : options.redact,
    () =>
      // Not what it threw, which may hold the text.
      warn("redactor:failed", "redact threw or gave back no text: what it was given is dropped"),
  );
  const filter = createContentFilter({
    policy,
    redactor,
    ...(options.contentLimits !== undefined && { budgets: options.contentLimits }),
    ...(options.contentSink !== undefined && { contentSink: options.contentSink }),
  });
  const names = createNameFilter(options.names);
  let resource: TelemetryAttributes | undefined;
  const outputs = {
    destinations,
    policy,
    hostPolicy: shared,
    redactor,
    names,
    content: createContentGate(filter, policy, options.contentLimits?.spanBytes, names),
    signals: { traces, metrics, events },
    // Made when it is first asked for: its random id is what the system's cryptography would be loaded for at the start.
    get resource() {
      resource ??= cleanResource(resourceAttributes(options, env, randomUuid(), warn));
      return resource;
    },
    set resource(attributes: TelemetryAttributes) {
      resource = attributes;
    },
  };
  return Object.assign(outputs, {
    pipeline: createPipeline({
      destinations,
      resource: rememberResource(() => outputs.resource),
      diag,
      gates: (allows) => CONTENT_KINDS.filter(allows).join(","),
      interrupted: INTERRUPTED,
      ...spoolOf(options, env, destinations.some(({ type }) => type === "otlp") ? diag : undefined, onDeleted),
    }),
  });
}

function inMemory(take: MemoryDestination["take"], policy: CapturePolicy): MemoryDestination {
  const allows = (kind: string): boolean => policy.admits(kind);
  return { type: "memory", name: "memory", allows, signals: ["traces", "logs", "metrics"], take };
}

/** The same object while the attributes are the same, so that nothing is encoded again for it. */
function rememberResource(attributes: () => TelemetryAttributes): () => TelemetryResource {
  let known: TelemetryResource | undefined;
  return () => {
    if (known?.attributes !== attributes()) known = { attributes: attributes() };
    return known;
  };
}

/** Where records are kept on disk; nowhere without a folder of the user's own, which `diag` is told of. */
function spoolOf(
  { spool, spoolDirectory: directory, durability }: TelemetryOptions,
  env: OutputSettings["env"],
  diag: Diag | undefined,
  onDeleted: SpoolStoreOptions["onDeleted"],
): { readonly spool?: SpoolStoreOptions } {
  if (spool === false) return {};
  const folder = defaultSpoolDirectory(directory, env, diag);
  if (folder === undefined) return {};
  return {
    spool: {
      directory: folder,
      ...(durability !== undefined && { durability }),
      ...(onDeleted !== undefined && { onDeleted }),
    },
  };
}

/** The destination with what it is still to receive; none when that is nothing. */
function withSignals(
  destination: Destination,
  wanted: Readonly<Record<"traces" | "metrics" | "logs", boolean>>,
): readonly Destination[] {
  if (destination.type === "custom") return wanted.traces ? [destination] : [];
  if (destination.type !== "otlp") {
    const signals = destination.signals.filter((signal) => wanted[signal]);
    return signals.length > 0 ? [{ ...destination, signals }] : [];
  }
  const endpoints = Object.entries(destination.endpoints).filter(([signal]) => wanted[signal as keyof typeof wanted]);
  return endpoints.length > 0 ? [{ ...destination, endpoints: Object.fromEntries(endpoints) }] : [];
}
