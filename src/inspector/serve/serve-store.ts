import type { RequestListener } from "node:http";
import type { Server } from "node:net";
import { describeError } from "../../internal/guard.ts";
import type { Webhook } from "../alerts/webhook/webhook.ts";
import { ByteBudget } from "../receive/byte-budget.ts";
import { RECEIVE_LIMITS } from "../receive/limits.ts";
import { createGrpcServer } from "../receive/otlp-grpc.ts";
import { createOtlpHandler } from "../receive/otlp-http.ts";
import type { Store } from "../store/store.ts";
import { createAccess } from "./access.ts";
import { createEntry } from "./entry.ts";
import { createHttpServer } from "./http-server.ts";
import { createLive } from "./live.ts";
import { type Listening, listenOnLoopback, PortError } from "./loopback.ts";
import { createMcpEndpoint } from "./mcp/endpoint.ts";
import { createTools } from "./mcp/tools.ts";
import { createPageFiles } from "./page-files.ts";
import { createRequestHandler } from "./request-handler.ts";
import { createRoutes } from "./routes.ts";

export interface ServeOptions {
  readonly store: Store;
  readonly port: number;
  /** Undefined is {@link DEFAULT_GRPC_PORT}, without which it goes on when that is taken. */
  readonly grpcPort: number | false | undefined;
  readonly token: string;
  readonly page: boolean;
  readonly webhook: Pick<Webhook, "status" | "test"> | undefined;
  readonly log: (line: string) => void;
}

/** A store that is served on loopback. */
export interface Serving {
  readonly port: number;
  /** Absent when gRPC is not served. */
  readonly grpcPort: number | undefined;
  /** A path that lets a browser in once. */
  entryPath(): string;
  close(): Promise<void>;
}

/** Where OTLP over gRPC is by convention. */
const DEFAULT_GRPC_PORT = 4317;

/** Serves a store: what senders send goes in, what the page, the commands and models ask comes out. @throws PortError */
export async function serveStore(options: ServeOptions): Promise<Serving> {
  const { store, token, log } = options;
  const ingest = store.ingest.bind(store);
  const budget = new ByteBudget(RECEIVE_LIMITS.maxBytesInFlight);
  const report = (error: unknown): void => log(`a request failed: ${describeError(error)}`);
  const live = createLive(store);
  // Whom it answers depends on the port; who comes before that is known shall come again.
  let handle: RequestListener = (_, response) => response.writeHead(503, { "retry-after": "1" }).end();
  try {
    const { port, close: closeHttp } = await listenOnLoopback(options.port, "--port", () =>
      createHttpServer((request, response) => handle(request, response)),
    );
    const access = createAccess(port, token);
    const entry = createEntry();
    const entryPath = entry.path;
    handle = createRequestHandler({
      access,
      routes: createRoutes({
        store,
        live,
        access,
        entry,
        webhook: options.webhook,
        page: options.page ? createPageFiles() : undefined,
        mcp: createMcpEndpoint(createTools(store), report),
      }),
      otlp: createOtlpHandler({ ingest, budget, refuse: access.refusal, report: log }),
      report,
    });
    const close = async (): Promise<void> => {
      // First those that listen, for whom the server would wait.
      live.close();
      await closeHttp();
    };
    if (options.grpcPort === false) return { port, grpcPort: undefined, entryPath, close };
    const makeGrpc = () => createGrpcServer({ ingest, budget, report: log });
    const grpc = await listenForGrpc(options, makeGrpc).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    const closeAll = () => Promise.all([close(), grpc?.close()]).then(() => undefined);
    return { port, grpcPort: grpc?.port, entryPath, close: closeAll };
  } catch (error) {
    live.close();
    throw error;
  }
}

/** Undefined when the usual port is taken, which nobody asked for: what comes over HTTP and the page need none. @throws PortError */
async function listenForGrpc(
  { grpcPort, log }: ServeOptions,
  makeServer: () => Server,
): Promise<Listening | undefined> {
  if (typeof grpcPort === "number") return await listenOnLoopback(grpcPort, "--grpc-port", makeServer);
  return await listenOnLoopback(DEFAULT_GRPC_PORT, "--grpc-port", makeServer).catch((error: unknown) => {
    if (!(error instanceof PortError)) throw error;
    log(`goes on without OTLP over gRPC: ${error.message}`);
    return undefined;
  });
}
