import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { syncBuiltinESMExports } from "node:module";
import type { Restore } from "../../instrumentation/patch.ts";
import { readPath } from "../../instrumentation/read-path.ts";
import type { Interception } from "./interception.ts";
import type { MemorySocket } from "./memory-socket.ts";

type Connect = (authority: string | URL, ...rest: unknown[]) => unknown;

interface Session {
  close(): void;
  once(event: "close", listener: () => void): unknown;
}

/** Answers what goes through `node:http2` to hosts that have watched requests: there, one connection carries them all, and ends with the replay. */
export function interceptHttp2({ isWatched, isWatchedHost, server, refuse }: Interception): Restore {
  const http2 = process.getBuiltinModule("node:http2") as unknown as { connect: Connect };
  const original = http2.connect;
  const taken = new Set<Session>();
  let isOn = true;
  const replaced: Connect = function (this: unknown, authority, ...rest) {
    const origin = URL.canParse(String(authority)) ? new URL(String(authority)).origin : undefined;
    if (!isOn || origin === undefined || !isWatchedHost(origin)) {
      return Reflect.apply(original, this, [authority, ...rest]);
    }
    const [options, listener] = typeof rest[0] === "function" ? [undefined, rest[0]] : rest;
    const createConnection = (): MemorySocket => server.connect2(origin);
    const connect = [authority, { ...(options as object), createConnection }, listener];
    const session: Session = Reflect.apply(original, this, connect);
    taken.add(session);
    session.once("close", () => taken.delete(session));
    return session;
  };
  http2.connect = replaced;
  syncBuiltinESMExports();
  const onCreated = (message: unknown): void => {
    const stream = readPath(message, "stream") as { readonly session?: Session; destroy(error: Error): void };
    if (stream.session !== undefined && taken.has(stream.session)) return;
    const header = (name: string): string => String(readPath(message, "headers", name) ?? "");
    const url = `${header(":scheme") || "https"}://${header(":authority")}${header(":path")}`;
    const method = header(":method") || "GET";
    if (isWatched(method, url)) stream.destroy(refuse(method, url));
  };
  subscribe("http2.client.stream.created", onCreated);
  return () => {
    isOn = false;
    unsubscribe("http2.client.stream.created", onCreated);
    // A client that keeps its connection is to make a real one.
    for (const session of taken) session.close();
    if (http2.connect !== replaced) return;
    http2.connect = original;
    syncBuiltinESMExports();
  };
}
