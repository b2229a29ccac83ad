import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServedAnswer } from "./served-answer.ts";

/** A loopback server that every client reaches, whatever host it means to call. */
export interface ReplayServer {
  readonly url: string;
  /** What is answered from here on, and how often somebody asked since. */
  serve(answer: ServedAnswer): void;
  readonly asked: number;
  close(): Promise<void>;
}

/**
 * Starts the server and points `globalThis.fetch` to it: the clients keep their real base URLs, so that providers are told by host, and nothing
 * leaves the machine.
 */
export async function startReplayServer(): Promise<ReplayServer> {
  let current: ServedAnswer = { status: 500, headers: {}, body: Buffer.alloc(0) };
  let asked = 0;
  const server: Server = createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      asked += 1;
      response.writeHead(current.status, current.headers);
      response.end(current.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const to = new URL(input instanceof Request ? input.url : String(input));
    const here = new URL(`${to.pathname}${to.search}`, url);
    return input instanceof Request ? real(new Request(here, input), init) : real(here, init);
  };
  return {
    url,
    get asked() {
      return asked;
    },
    serve(answer) {
      current = answer;
      asked = 0;
    },
    async close() {
      globalThis.fetch = real;
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
