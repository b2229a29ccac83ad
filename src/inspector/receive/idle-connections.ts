import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Connections without a request that may stand open at a time. */
const MAX_IDLE = 256;

/**
 * Ends the longest idle connection when there are too many, so that whoever opens connections without asking anything cannot
 * keep others out. One whose request has not come whole up to its headers is idle.
 */
export function boundIdleConnections(server: Server): void {
  const idle = new Set<Socket>();
  const add = (socket: Socket): void => {
    idle.add(socket);
    const [oldest] = idle;
    if (idle.size > MAX_IDLE && oldest !== undefined) {
      idle.delete(oldest);
      oldest.destroy();
    }
  };
  server.on("connection", (socket: Socket) => {
    add(socket);
    socket.once("close", () => idle.delete(socket));
  });
  server.on("request", ({ socket }, response) => {
    idle.delete(socket);
    response.once("close", () => {
      if (!socket.destroyed) add(socket);
    });
  });
}
