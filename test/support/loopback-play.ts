import type { ChildProcessByStdio } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

/** What scripts share that play a program where there is nothing but this machine: they tell what they saw on standard output, a line of JSON each. */
export function tell(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export type Answering = (path: string, body: Buffer, incoming: IncomingMessage, response: ServerResponse) => void;

/** A server on a free port; bodies are unzipped. It is closed once the program has ended. */
export async function listen(answer: Answering): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, response) => {
    void buffer(incoming).then((body) => {
      const isPacked = incoming.headers["content-encoding"] === "gzip";
      answer(incoming.url ?? "", isPacked ? gunzipSync(body) : body, incoming, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Tells what became of a program: its code, what it said, and its errors. */
export async function tellEnd(child: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
    child.once("error", () => resolve(null));
  });
  const [said, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  tell({ code, said, errors });
}
