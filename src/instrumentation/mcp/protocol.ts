import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { connectionOf, type McpSide } from "./connection.ts";
import { observedClose, observedConnect, observedOnClose } from "./lifecycle.ts";
import { observedNotification, observedOnNotification } from "./notifications.ts";
import { observedInputRequired, observedOnResponse, observedRequest } from "./request.ts";
import { leaveTransport, observedOnRequest, observedQueue } from "./serve.ts";

/** Lets go of the transport too, unless answers to what is under way are still to be sent by it. */
function leaveUnused(target: object, side: McpSide): void {
  const connection = connectionOf(target, side);
  connection.unwatch?.();
  if (connection.served.size === 0) leaveTransport(connection);
}

/**
 * Observes the methods through which every message of a client or server goes, whichever method of it was called: of one object, or of a class. In the second
 * major all requests meet in a method that knows the protocol's revision, which their handlers call past `request`.
 */
export function patchProtocol(target: object, side: McpSide): readonly (Restore | undefined)[] {
  const sends = typeof readPath(target, "_requestWithSchemaViaCodec") === "function";
  const notifies = typeof readPath(target, "_notificationViaCodec") === "function";
  return [
    patchMethod(target, sends ? "_requestWithSchemaViaCodec" : "request", (original) =>
      observedRequest(original, sends ? 1 : 0, side),
    ),
    patchMethod(target, "_resolveNonCompleteResult", (original) => observedInputRequired(original, side)),
    patchMethod(target, "_onresponse", (original) => observedOnResponse(original, side)),
    patchMethod(target, notifies ? "_notificationViaCodec" : "notification", (original) =>
      observedNotification(original, notifies ? 1 : 0, side),
    ),
    patchMethod(target, "_onnotification", (original) => observedOnNotification(original, side)),
    patchMethod(target, "_onrequest", (original) => observedOnRequest(original, side)),
    patchMethod(target, "_enqueueTaskMessage", (original) => observedQueue(original, side)),
    patchMethod(target, "connect", (original) => observedConnect(original, side)),
    patchMethod(target, "close", (original) => observedClose(original, side)),
    patchMethod(target, "_onclose", (original) => observedOnClose(original, side)),
    () => leaveUnused(target, side),
  ];
}
