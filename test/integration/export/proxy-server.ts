import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Certificate } from "./certificate.ts";

export interface ProxyServer {
  readonly url: string;
  readonly port: number;
  /** `CONNECT host:port` and `POST http://...`, as they were asked for. */
  readonly asked: string[];
  /** Connections that clients have opened so far. */
  readonly connections: number;
  /** The `proxy-authorization` it wants. */
  wants: string | undefined;
  /** `"hang"` answers nothing, a number is the status of every answer. */
  answer: "forward" | "hang" | number;
  close(): Promise<void>;
}

/** A proxy on the loopback interface that forwards http and tunnels https, over TLS itself when it has a certificate. */
export async function startProxy(certificate?: Certificate): Promise<ProxyServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = certificate === undefined ? createServer() : createTlsServer(certificate);
  const refusal = (message: IncomingMessage): number | undefined => {
    proxy.asked.push(`${message.method} ${message.url}`);
    if (typeof proxy.answer === "number") return proxy.answer;
    return proxy.wants !== undefined && message.headers["proxy-authorization"] !== proxy.wants ? 407 : undefined;
  };
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket.on("error", () => {}));
  });
  server.on("request", (message, response) => {
    const status = refusal(message);
    if (proxy.answer === "hang") return;
    if (status !== undefined) return void response.writeHead(status).end();
    const { "proxy-authorization": _, ...headers } = message.headers;
    const onward = request(message.url ?? "", { method: message.method ?? "", headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    message.pipe(onward.on("error", () => response.writeHead(502).end()));
  });
  server.on("connect", (message, client: Socket) => {
    const status = refusal(message);
    if (proxy.answer === "hang") return;
    if (status !== undefined) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`tunnel://${message.url}`);
    const onward = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(onward).pipe(client);
    });
    sockets.add(onward.on("error", () => client.destroy()).on("close", () => client.destroy()));
    client.on("close", () => onward.destroy()).on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: ProxyServer = {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    asked: [],
    get connections() {
      return connections;
    },
    wants: undefined,
    answer: "forward",
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}
