import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** Requests that one connection may have sent ahead of their answers. No known sender of OTLP sends one ahead, and no browser. */
const MAX_AHEAD = 256;

/**
 * Ends a connection that sends more requests than it waits for: hundreds of small ones come in one read, and would be handled in
 * one turn of the loop while all others wait.
 */
export function boundPipelining(listener: RequestListener): RequestListener {
  const ahead = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const count = (ahead.get(socket) ?? 0) + 1;
    if (count > MAX_AHEAD) {
      socket.destroy();
      return;
    }
    ahead.set(socket, count);
    response.once("close", () => ahead.set(socket, (ahead.get(socket) ?? 1) - 1));
    listener(request, response);
  };
}
