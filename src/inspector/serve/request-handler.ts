import type { IncomingMessage, ServerResponse } from "node:http";
import { type Access, SECURITY_HEADERS } from "./access.ts";
import { HttpError } from "./http-error.ts";
import { passOver } from "./pass-over.ts";
import { sendError } from "./respond.ts";
import { type Asked, matchRoute, type Route, splitTarget } from "./router.ts";

/** One request with what of its path and query its route wants. */
export interface Exchange extends Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface Handling {
  /** @throws HttpError */
  readonly run: (exchange: Exchange) => Promise<void> | void;
  /** Whether it answers without the token: the page's own files, and the login, which asks for it itself. */
  readonly open?: boolean;
}

export interface RequestHandlerOptions {
  readonly access: Pick<Access, "check" | "isLoggedIn">;
  readonly routes: readonly Route<Handling>[];
  /** Takes the requests of senders, whose paths begin with `/v1/`. */
  readonly otlp: (request: IncomingMessage, response: ServerResponse) => void;
  /** Faults of ours. */
  readonly report: (error: unknown) => void;
}

/** Answers a request, whatever it is. */
export function createRequestHandler(
  options: RequestHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { access, routes, otlp, report } = options;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path } = splitTarget(request.url ?? "");
    if (path.startsWith("/v1/")) return otlp(request, response);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    access.check(request);
    const { run, ...asked } = matchRoute(routes, request.method ?? "GET", request.url ?? "");
    if (run.open !== true && !access.isLoggedIn(request))
      throw new HttpError(401, "the token of this inspector is needed", { "www-authenticate": "Bearer" });
    await run.run({ request, response, ...asked });
  };
  return (request, response) => {
    // A client that goes away is no fault.
    response.on("error", () => undefined);
    handle(request, response).catch(async (error: unknown) => {
      // An answer before the end of the body would be lost with the connection.
      await passOver(request);
      if (response.destroyed || isPremature(error)) response.destroy();
      else sendError(response, error, report);
    });
  };
}

function isPremature(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ERR_STREAM_PREMATURE_CLOSE";
}
