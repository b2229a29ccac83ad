import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a function answered to one event. */
export interface Invocation {
  readonly body: unknown;
  readonly isError: boolean;
}

/** The side of AWS that functions ask for events: its Runtime API, on loopback. */
export interface RuntimeApi {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Hands an event to the function and waits for its answer. */
  invoke(event: unknown): Promise<Invocation>;
  close(): Promise<void>;
}

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const events: string[] = [];
  const askers: ServerResponse[] = [];
  const answers = new Map<string, (invocation: Invocation) => void>();
  let count = 0;

  function hand(): void {
    const [asker] = askers;
    const [event] = events;
    if (asker === undefined || event === undefined) return;
    askers.shift();
    events.shift();
    count += 1;
    asker.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": String(count),
      "lambda-runtime-deadline-ms": String(Date.now() + 30_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-central-1:000000000000:function:agent",
    });
    asker.end(event);
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = (request.url ?? "").split("/");
    if (parts.at(-1) === "next") {
      askers.push(response);
      hand();
      return;
    }
    let text = "";
    for await (const chunk of request) text += chunk;
    response.writeHead(202).end("{}");
    answers.get(parts.at(-2) ?? "")?.({ body: JSON.parse(text), isError: parts.at(-1) === "error" });
  }

  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke(event) {
      const { promise, resolve } = Promise.withResolvers<Invocation>();
      answers.set(String(count + events.length + 1), resolve);
      events.push(JSON.stringify(event));
      hand();
      return promise;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
