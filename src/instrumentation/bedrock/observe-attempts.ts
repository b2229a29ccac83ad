import { attempt } from "../../internal/attempt.ts";
import { CLOUD_REGION } from "../../semconv/client-attributes.ts";
import { observeAttempt } from "../http/attempts.ts";
import { readPath } from "../read-path.ts";

type Handler = (args: unknown) => Promise<unknown>;

/** A middleware of AWS's clients inside their retries: tells the model call of each attempt, its server, region and headers. */
export function observeAttempts(next: Handler, context: unknown): Handler {
  return (args) =>
    observeAttempt(() => next(args), attempt(() => serverOf(readPath(args, "request"))) ?? {}, {
      answer: (result) => answerOf(readPath(result, "response")),
      failure: (error) => answerOf(readPath(error, "$response")),
      start: (call) => {
        const region = regionOf(context, args);
        if (region !== undefined) call.set({ [CLOUD_REGION]: region });
      },
    });
}

function serverOf(request: unknown): { readonly serverAddress?: string; readonly serverPort?: number } {
  const host = readPath(request, "hostname");
  const port = readPath(request, "port");
  if (typeof host !== "string") return {};
  const usual = readPath(request, "protocol") === "http:" ? 80 : 443;
  return { serverAddress: host, serverPort: typeof port === "number" ? port : usual };
}

function answerOf(response: unknown): { readonly status?: number; readonly headers?: unknown } {
  const status = readPath(response, "statusCode");
  return { headers: readPath(response, "headers"), ...(typeof status === "number" && { status }) };
}

/** The region that the request is signed for, else the one in the name of its host. */
function regionOf(context: unknown, args: unknown): string | undefined {
  const scheme = readPath(context, "__smithy_context", "selectedHttpAuthScheme");
  const signed = readPath(scheme, "httpAuthOption", "signingProperties", "region");
  if (typeof signed === "string") return signed;
  const host = readPath(args, "request", "hostname");
  return typeof host === "string" ? /^bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\./.exec(host)?.[1] : undefined;
}
