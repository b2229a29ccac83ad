import { setTimeout as wait } from "node:timers/promises";
import { init, type Telemetry } from "../../src/index.ts";
import { type Answer, openScriptedServer, type ScriptedServer } from "../support/scripted-answers.ts";
import { loadVendor, type Vendor } from "../vendors/load.ts";
import { wrapWith } from "../vendors/replay/wrappers.ts";
import type { Contender } from "./contender.ts";

/** A span as it was exported. */
export interface MatrixSpan {
  readonly name: string;
  /** As OpenTelemetry's API numbers it: 0 internal, 1 server, 2 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code: number };
  readonly parentSpanId?: string;
  readonly instrumentationScope: { readonly name: string };
  spanContext(): { readonly spanId: string };
  readonly events: readonly { readonly name: string }[];
}

/** Everything that a case does, told as plain data: what the caller saw. */
export type Story = (client: Vendor, contender: Contender, vendor: Vendor) => Promise<Seen>;

export interface Seen {
  readonly [what: string]: unknown;
}

export interface Played {
  readonly spans: readonly MatrixSpan[];
  readonly wrapped: Seen;
  readonly bare: Seen;
  readonly rejections: readonly unknown[];
}

let spans: MatrixSpan[] = [];
const rejections: unknown[] = [];
process.on("unhandledRejection", (reason) => rejections.push(reason));

/** Starts the client that records, once. */
export function startTelemetry(): Telemetry {
  return init({
    service: { name: "matrix" },
    host: "own",
    capture: "full",
    spool: false,
    exporters: [
      {
        type: "custom",
        spanExporter: {
          export(batch, done) {
            spans.push(...(batch as readonly MatrixSpan[]));
            done({ code: 0 });
          },
        },
      },
    ],
  });
}

/** Plays a story with the bare client and with the wrapped one, each against a server of its own with the same answers. */
export async function play(
  telemetry: Telemetry,
  contender: Contender,
  answers: readonly Answer[],
  story: Story,
): Promise<Played> {
  const vendor = await vendorOf(contender);
  return playTwice(telemetry, answers, async (server, wraps) => {
    const client = contender.make(vendor, server.url);
    const seen = await story(wraps ? await wrapWith(contender.wrapper, client) : client, contender, vendor);
    if (server.requests.length === 0) await untilAsked(server);
    return seen;
  });
}

/** Plays a story bare and then observed, each time against a new server with the same answers. */
export async function playTwice(
  telemetry: Telemetry,
  answers: readonly Answer[],
  story: (server: ScriptedServer, wraps: boolean) => Promise<Seen>,
): Promise<Played> {
  const run = async (wraps: boolean): Promise<Seen> => {
    const server = await openScriptedServer(answers);
    try {
      return await within(10_000, story(server, wraps));
    } finally {
      await server.close();
    }
  };
  telemetry.disable();
  const bare = await run(false);
  // Spans that the bare client made of its own accord are none of the wrapped one's.
  await telemetry.flush();
  telemetry.enable();
  spans = [];
  rejections.splice(0);
  const wrapped = await run(true);
  await wait(20);
  await telemetry.flush();
  return { spans, wrapped, bare, rejections: [...rejections] };
}

/** A call that nobody awaits can be late: the server stays until it has answered it. */
async function untilAsked({ requests }: ScriptedServer): Promise<void> {
  while (requests.length === 0) await wait(10);
  await wait(100);
}

async function vendorOf(contender: Contender): Promise<Vendor> {
  const vendor = await loadVendor(contender.set, contender.packageName);
  return contender.wrapper === "bedrock"
    ? { ...vendor, handler: await loadVendor("newest", "@smithy/node-http-handler") }
    : vendor;
}

/** How an error looks to the caller. */
export function describeThrown(error: unknown): Seen {
  const { name, message, status, code } = error as Record<string, unknown>;
  return {
    thrown: (error as object)?.constructor?.name,
    name,
    message: String(message).replace(/:\d{4,5}/g, ":PORT"),
    status,
    code,
  };
}

async function within<T>(millis: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${millis} ms`)), millis);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
