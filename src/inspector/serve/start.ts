import { randomBytes } from "node:crypto";
import { describeError } from "../../internal/guard.ts";
import { startTelling } from "../alerts/webhook/alert-teller.ts";
import { createWebhook } from "../alerts/webhook/webhook.ts";
import type { StoreStatus } from "../api.ts";
import type { Store } from "../store/store.ts";
import { startPricing } from "./background-pricing.ts";
import type { Price } from "./batch-pricing.ts";
import { announce } from "./running-inspectors.ts";
import { serveStore } from "./serve-store.ts";
import { defaultStorePath } from "./state-folder.ts";
import { takeStore } from "./take-store.ts";

/** How an inspector is started. */
export interface InspectorOptions {
  /** For OTLP over HTTP, the page and everything else; 0 takes a free one. @defaultValue 4318 */
  readonly port?: number | undefined;
  /** For OTLP over gRPC; 0 takes a free one, `false` leaves it out. @defaultValue 4317, and none when that is taken, which `log` is told */
  readonly grpcPort?: number | false | undefined;
  /**
   * The file of the store, `":memory:"` for one that ends with the inspector, or a store that is open, which stays open at the end.
   *
   * @defaultValue `$XDG_STATE_HOME/agentscribe/inspector.db`, else `~/.local/state/agentscribe/inspector.db`
   */
  readonly store?: string | Store | undefined;
  /**
   * What the page and the commands must know: 16 to 200 letters, digits and `-._~`. Whoever keeps it in a configuration, as MCP clients do, sets it.
   *
   * @defaultValue `AGENTSCRIBE_INSPECTOR_TOKEN`, else 32 random bytes
   */
  readonly token?: string | undefined;
  /** Whether the page is served. @defaultValue true */
  readonly page?: boolean | undefined;
  /** Keeps an index of the text of messages, for search. @defaultValue false */
  readonly fullText?: boolean | undefined;
  /** Bytes on disk above which the oldest traces are deleted. @defaultValue 2 GiB */
  readonly maxBytes?: number | undefined;
  /** Prices calls that came without a cost, in the background. @defaultValue they stay without one */
  readonly price?: Price | undefined;
  /**
   * An `http:` or `https:` address that alerts are posted to as JSON when they begin and when they end (docs/inspector.md). User and password in it go as
   * a header.
   *
   * @defaultValue they are posted nowhere
   */
  readonly webhook?: string | undefined;
  /** Receives what the operator should know, a line each. @defaultValue nothing is said */
  readonly log?: ((line: string) => void) | undefined;
}

/** An inspector that runs. It holds the process until it is closed. */
export interface Inspector {
  /** The address of the page; its fragment, which browsers keep to themselves, carries the token. */
  readonly url: string;
  /** Where senders export to: the value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly otlpUrl: string;
  /** The same for gRPC; absent when it is left out, or when its default port is taken. */
  readonly grpcUrl: string | undefined;
  /** What a program that asks sends as `authorization: Bearer <token>`. */
  readonly token: string;
  readonly store: Store;
  /**
   * An address of the page without the token, for the browser that a program starts: others on the machine may see what it is started with. It works once,
   * within a minute.
   */
  entryUrl(): string;
  status(): Promise<StoreStatus>;
  /** Ends the servers, then the store. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts an inspector on this machine's loopback addresses: a receiver of OTLP, a store, and a page that shows what agents did. Only programs of this
 * machine reach it, and of those only the ones that know the token read from it.
 *
 * @throws {@link PortError} when a port is taken, but for the default one of gRPC; an error that names the other inspector when that has the store
 *
 * @example
 * ```ts
 * import { startInspector } from "agentscribe/inspector";
 *
 * const inspector = await startInspector({ store: ":memory:" });
 * console.log(`Open ${inspector.url} and send OTLP to ${inspector.otlpUrl}`);
 * ```
 */
export async function startInspector(options: InspectorOptions = {}): Promise<Inspector> {
  const { port = 4318, grpcPort, page = true, fullText, maxBytes, price, log = () => undefined } = options;
  const webhook = options.webhook === undefined ? undefined : createWebhook({ url: options.webhook, log });
  const token = checkedToken(options.token ?? (process.env.AGENTSCRIBE_INSPECTOR_TOKEN || randomToken()));
  const { store, path, release } = await takeStore(options.store ?? defaultStorePath(), { fullText, maxBytes });
  const undo = [release];
  const undoAll = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    const serving = await serveStore({ store, port, grpcPort, token, page, webhook, log });
    undo.push(serving.close);
    if (price !== undefined) undo.push(startPricing(store, price, log));
    if (webhook !== undefined) undo.push(webhook.close, startTelling({ store, webhook, log }));
    const origin = `http://127.0.0.1:${serving.port}`;
    const running = { pid: process.pid, port: serving.port, startedAt: Date.now(), origin, token, store: path };
    // Without it everything works but what commands find by themselves.
    const hide = await announce(running).catch((error: unknown) => {
      log(`commands will not find this inspector: ${describeError(error)}`);
    });
    if (hide !== undefined) undo.push(hide);
    let closing: Promise<void> | undefined;
    return {
      url: `${origin}/#token=${token}`,
      otlpUrl: origin,
      grpcUrl: serving.grpcPort === undefined ? undefined : `http://127.0.0.1:${serving.grpcPort}`,
      token,
      store,
      entryUrl: () => `${origin}${serving.entryPath()}`,
      status: () => store.status(),
      close: () => (closing ??= undoAll()),
    };
  } catch (error) {
    await undoAll();
    throw error;
  }
}

const randomToken = (): string => randomBytes(32).toString("base64url");

function checkedToken(token: string): string {
  if (/^[\w.~-]{16,200}$/.test(token)) return token;
  throw new Error("the token must have 16 to 200 letters, digits or -._~");
}
