import { attempt } from "../../internal/attempt.ts";
import { readPath } from "../read-path.ts";
import type { WireExchange } from "./wire-exchange.ts";

type AnyFunction = (...args: unknown[]) => unknown;

/** Puts a function before one method of one stream: what it sees it cannot change. */
export function runBefore(target: object, name: string, see: (args: readonly unknown[]) => void): void {
  const original = readPath(target, name);
  if (typeof original !== "function") return;
  Object.defineProperty(target, name, {
    configurable: true,
    writable: true,
    enumerable: false,
    value(this: unknown, ...args: unknown[]) {
      attempt(() => see(args));
      return Reflect.apply(original as AnyFunction, this, args);
    },
  });
}

/** Sees what a request writes, however it does. */
export function watchWritten(request: object, exchange: WireExchange): void {
  const see = ([piece, encoding]: readonly unknown[]): void => {
    const isText = typeof piece === "string" && typeof encoding === "string";
    exchange.sent(isText ? Buffer.from(piece, encoding as BufferEncoding) : piece);
  };
  runBefore(request, "write", see);
  runBefore(request, "end", see);
}

/** Sees what a stream of Node is given to read, as it arrives: it is not made to flow, and nobody listens to it. */
export function watchReadable(stream: object, exchange: WireExchange): void {
  runBefore(stream, "push", ([piece]) => {
    if (piece === null) exchange.ended();
    else if (piece instanceof Uint8Array) exchange.received(piece);
  });
  runBefore(stream, "emit", ([event, error]) => {
    if (event === "error") exchange.failed(error);
    else if (event === "close") closed(stream, exchange);
  });
}

function closed(stream: object, exchange: WireExchange): void {
  const error = readPath(stream, "errored");
  if (error !== null && error !== undefined) exchange.failed(error);
  else exchange.cancelled();
}
