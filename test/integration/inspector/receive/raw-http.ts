import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Sent {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly headers?: OutgoingHttpHeaders | undefined;
  readonly body?: Uint8Array | string | undefined;
  /** Sends the body in chunks, without a length. */
  readonly chunked?: boolean | undefined;
}

/** Sends a request just as it is said, and gives the answer even when the server stops reading. */
export function send(port: number, sent: Sent): Promise<RawAnswer> {
  const { method = "POST", path = "/v1/traces", headers = {}, body = "", chunked = false } = sent;
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const length = chunked ? { "transfer-encoding": "chunked" } : { "content-length": Buffer.byteLength(body) };
  const options = { host: "127.0.0.1", port, path, method, headers: { ...length, ...headers }, agent: false };
  const outgoing = request(options, (response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part));
    response.on("error", reject);
    response.on("end", () => {
      outgoing.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
    });
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

/** A connection on which bytes are sent as they are. */
export function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(socket));
  });
}

/** The statuses that come back on a connection until the server ends it, or until as many have come. */
export async function exchange(port: number, bytes: Uint8Array | string, answers: number = 1): Promise<number[]> {
  const socket = await open(port);
  let text = "";
  const statuses = (): number[] => [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  socket.write(bytes);
  await new Promise<void>((resolve) => {
    socket.on("data", (part) => {
      text += part.toString("latin1");
      if (statuses().length >= answers) resolve();
    });
    socket.on("close", resolve);
  });
  socket.destroy();
  return statuses();
}
