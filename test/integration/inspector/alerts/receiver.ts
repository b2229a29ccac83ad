import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { WebhookBody } from "../../../../src/inspector/alerts/webhook/webhook.ts";

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WebhookBody;
}

export interface Receiver {
  readonly port: number;
  readonly deliveries: readonly Delivery[];
  /** Resolves when so many came. */
  got(count: number): Promise<void>;
}

/** Something that alerts are posted to. `answer` gives the status of the nth request; 0 never answers. */
export async function receiver(answer: (nth: number) => number = () => 204): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as WebhookBody;
    deliveries.push({ path: request.url ?? "", headers: request.headers, body });
    const status = answer(deliveries.length);
    if (status > 0) response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end("thanks");
    for (const check of waiting) check();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return {
    port: (server.address() as AddressInfo).port,
    deliveries,
    got: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (deliveries.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
