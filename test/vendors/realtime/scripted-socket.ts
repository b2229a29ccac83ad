import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { requireVendor, type Vendor } from "../load.ts";

/** One connection as the scripted provider has it. */
export interface ServerSide {
  /** The next message of the client, as JSON. */
  next(): Promise<Vendor>;
  send(...messages: readonly object[]): void;
  close(code: number, reason?: string): void;
  /** Cuts the connection without a word. */
  terminate(): void;
}

export interface ScriptedSocket {
  readonly port: number;
  /** Path and query with which clients connected. */
  readonly paths: readonly string[];
}

/** A provider of live sessions on loopback. Ends with the test. */
export async function startScriptedSocket(script: (side: ServerSide) => Promise<void>): Promise<ScriptedSocket> {
  const { WebSocketServer } = requireVendor("newest", "ws");
  const server: Vendor = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((listening) => server.once("listening", listening));
  const paths: string[] = [];
  const scripts: Promise<void>[] = [];
  server.on("connection", (socket: Vendor, request: { url: string }) => {
    paths.push(request.url);
    const arrived: Vendor[] = [];
    let wake: (() => void) | undefined;
    socket.on("message", (data: Buffer) => {
      arrived.push(JSON.parse(data.toString("utf8")));
      wake?.();
    });
    scripts.push(
      script({
        async next() {
          while (arrived.length === 0) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          return arrived.shift();
        },
        send: (...messages) => {
          for (const message of messages) socket.send(JSON.stringify(message));
        },
        close: (code, reason) => socket.close(code, reason),
        terminate: () => socket.terminate(),
      }),
    );
  });
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate();
    await new Promise((closed) => server.close(closed));
  });
  return { port: (server.address() as AddressInfo).port, paths };
}

/** Time that passes for the user, so that there is a latency to measure. */
export const LATENCY_MILLIS = 30;

export function latency(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LATENCY_MILLIS));
}
