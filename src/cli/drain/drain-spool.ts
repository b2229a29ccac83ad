import { type Channel, createOtlpChannel } from "../../export/channel.ts";
import type { DropReason, Signal } from "../../export/delivery.ts";
import type { OtlpEndpoint } from "../../export/destinations/destination.ts";
import { gatesOfFingerprint } from "../../export/destinations/destination-key.ts";
import { resolveDestinations } from "../../export/destinations/resolve-destinations.ts";
import { encodeInterruption } from "../../export/encode/interruption.ts";
import { parseEndpointUrl } from "../../export/http/endpoint-url.ts";
import { segmentSender } from "../../export/segment-sender.ts";
import { publicUrl } from "../../export/spool/segment-header.ts";
import type { SegmentSender } from "../../export/spool/segment-name.ts";
import { createSpoolStore, type SpoolStore } from "../../export/spool/spool-store.ts";
import { type SpoolSurvey, type SurveyedSpool, surveySpool } from "../../export/spool/spool-survey.ts";
import type { Diag } from "../../internal/diag.ts";
import { INTERRUPTED } from "../../sdk/interrupted.ts";

export interface DrainOptions {
  readonly directory: string;
  /** In place of the endpoints of the environment. */
  readonly endpoint: string | undefined;
  /** Also what was recorded with other credentials than those that are given now. */
  readonly anyCredentials: boolean;
  readonly timeoutMillis: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly diag: Diag;
}

/** What was done for one destination and signal. */
export interface DrainedSpool {
  readonly folder: string;
  readonly signal: string;
  readonly url: string;
  readonly delivered: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  readonly lastError: string | undefined;
}

export interface Drained {
  readonly sent: readonly DrainedSpool[];
  /** Where records of each signal could go. */
  readonly endpoints: Readonly<Partial<Record<Signal, string>>>;
  /** Why what waits in a spool is not for here. */
  readonly refusalOf: (spool: SurveyedSpool) => Refusal | undefined;
  /** What is in the directory now. */
  readonly left: SpoolSurvey;
}

export type Refusal = "destination not known" | "other endpoint" | "other credentials";

type Endpoints = Readonly<Partial<Record<Signal, OtlpEndpoint>>>;

/** Sends what dead processes left for the given endpoints and accounts and for no others; nothing is dropped for its age or size. */
export async function drainSpool(options: DrainOptions): Promise<Drained | "wrong endpoint"> {
  const { directory, endpoint, timeoutMillis } = options;
  if (endpoint !== undefined && parseEndpointUrl(endpoint) === undefined) return "wrong endpoint";
  const endpoints = endpointsOf(options);
  const before = await surveySpool({ directory });
  const store = createSpoolStore({
    directory,
    maxBytes: Number.POSITIVE_INFINITY,
    maxAgeMillis: Number.POSITIVE_INFINITY,
  });
  const channels = store === undefined ? [] : openChannels(before.spools, endpoints, store, options);
  try {
    // Signs of life as well: others are not to take what is being sent here.
    if (channels.length > 0) store?.start();
    await Promise.all(channels.map(({ channel }) => channel.queue.flush(timeoutMillis)));
  } finally {
    for (const { channel } of channels) channel.close();
    store?.handOver();
  }
  return {
    sent: channels.map(({ channel, ...sent }) => {
      const { delivered, dropped, lastError } = channel.queue.health();
      return { ...sent, delivered, dropped, lastError };
    }),
    endpoints: Object.fromEntries(Object.entries(endpoints).map(([signal, { url }]) => [signal, publicUrl(url)])),
    refusalOf: (spool) => {
      const way = wayOf(spool, endpoints, options);
      return typeof way === "string" ? way : undefined;
    },
    left: await surveySpool({ directory }),
  };
}

function endpointsOf({ endpoint, env, diag }: DrainOptions): Endpoints {
  const destinations = resolveDestinations({
    ...(endpoint !== undefined && { exporters: [{ url: endpoint }] }),
    env,
    warn: diag.warn,
    resolveCapture: () => () => false,
  });
  return Object.assign({}, ...destinations.map((destination) => destination.type === "otlp" && destination.endpoints));
}

/** How the records of a spool are sent from here. */
interface Way {
  readonly name: string;
  readonly signal: Signal;
  readonly endpoint: OtlpEndpoint;
  readonly gates: string;
  /** Undefined for anybody's records. */
  readonly sender: SegmentSender | undefined;
}

function wayOf(
  { header, credentials }: SurveyedSpool,
  endpoints: Endpoints,
  { anyCredentials }: Pick<DrainOptions, "anyCredentials">,
): Way | Refusal {
  if (header === undefined) return "destination not known";
  const signal = header.signal as Signal;
  const endpoint = Object.hasOwn(endpoints, signal) ? endpoints[signal] : undefined;
  const gates = endpoint && gatesOfFingerprint(header.fingerprint, endpoint.url, signal);
  if (endpoint === undefined || gates === undefined) return "other endpoint";
  // As an application it is this command, which records nothing: credentials alone decide.
  const sender = anyCredentials ? undefined : segmentSender(endpoint, {});
  const isOfOthers = sender !== undefined && credentials !== undefined && credentials !== sender.credentials;
  return isOfOthers ? "other credentials" : { name: header.destination.name, signal, endpoint, gates, sender };
}

interface OpenChannel {
  readonly folder: string;
  readonly signal: Signal;
  readonly url: string;
  readonly channel: Channel;
}

function openChannels(
  spools: readonly SurveyedSpool[],
  endpoints: Endpoints,
  store: SpoolStore,
  options: DrainOptions,
): readonly OpenChannel[] {
  // Every record in a spool says what it is a record of.
  const nothing = { bytes: new Uint8Array(0) };
  const opened = new Set<string>();
  return spools.flatMap((spool) => {
    const { folder } = spool;
    const way = opened.has(folder) ? undefined : wayOf(spool, endpoints, options);
    if (way === undefined || typeof way === "string") return [];
    opened.add(folder);
    const { name, signal, endpoint, gates, sender } = way;
    const channel = createOtlpChannel({ name, allows: () => false }, signal, endpoint, {
      diag: options.diag,
      store,
      resource: () => ({ attributes: {} }),
      encodedResource: () => nothing,
      gates: () => gates,
      sender: () => sender,
      endInterrupted: (span) => encodeInterruption(span, INTERRUPTED),
    });
    return [{ folder, signal, url: publicUrl(endpoint.url), channel }];
  });
}
