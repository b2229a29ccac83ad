import { createServer, type RequestListener, type Server } from "node:http";
import { boundPipelining } from "../receive/bound-pipelining.ts";
import { boundIdleConnections } from "../receive/idle-connections.ts";

/** A server with limits for clients that send slowly or nothing. It does not listen yet. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16_384,
    },
    boundPipelining(listener),
  );
  server.maxConnections = 1_000;
  boundIdleConnections(server);
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  return server;
}
