import { subscribe, unsubscribe } from "node:diagnostics_channel";
import http from "node:http";
import { forwarding } from "../../instrumentation/http/forwarding.ts";
import type { Restore } from "../../instrumentation/patch.ts";
import { readPath } from "../../instrumentation/read-path.ts";
import type { Interception } from "./interception.ts";
import type { MemorySocket } from "./memory-socket.ts";

interface AgentPrototype {
  addRequest: (this: unknown, request: http.ClientRequest, ...rest: unknown[]) => unknown;
}

/** Answers what goes through `node:http` and `node:https`, with any agent that is made of Node's. What goes another way is stopped before it is sent. */
export function interceptNodeHttp({ isWatched, server, refuse }: Interception): Restore {
  const prototype = http.Agent.prototype as unknown as AgentPrototype;
  const original = prototype.addRequest;
  const taken = new WeakSet<object>();
  let isOn = true;
  const replaced: AgentPrototype["addRequest"] = function (this: unknown, request, ...rest) {
    const place = isOn ? placeOf(request) : undefined;
    if (place === undefined || forwarding().isOn || !isWatched(request.method, place.origin + place.path)) {
      return Reflect.apply(original, this, [request, ...rest]);
    }
    taken.add(request);
    const socket: MemorySocket = server.connect(place.origin);
    request.onSocket(socket as never);
    // No agent keeps it, and both its ends would stay.
    request.once("close", () => void socket.destroy());
    return undefined;
  };
  prototype.addRequest = replaced;
  const onCreated = (message: unknown): void => {
    const request = readPath(message, "request") as http.ClientRequest;
    if (taken.has(request) || forwarding().isOn) return;
    const place = placeOf(request);
    if (place === undefined || !isWatched(request.method, place.origin + place.path)) return;
    request.destroy(refuse(request.method, place.origin + place.path));
    // It fails with the socket that it gets: now with none, and what its agent brings later is not used.
    request.onSocket(undefined as never);
    request.onSocket = (late) => void late?.destroy();
  };
  subscribe("http.client.request.created", onCreated);
  return () => {
    isOn = false;
    unsubscribe("http.client.request.created", onCreated);
    if (prototype.addRequest === replaced) prototype.addRequest = original;
  };
}

function placeOf(request: http.ClientRequest): { readonly origin: string; readonly path: string } | undefined {
  const { protocol, host, path } = request;
  const header: unknown = request.getHeader("host");
  const origin = `${protocol}//${typeof header === "string" ? header : host}`;
  // Through a proxy, the path is the whole address.
  if (!URL.canParse(path, origin)) return undefined;
  const url = new URL(path, origin);
  return { origin: url.origin, path: `${url.pathname}${url.search}` };
}
