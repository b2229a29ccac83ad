import { sharedState } from "../internal/shared-state.ts";

/** Makes a client that records the one that is found outside of scopes. */
export function enterDefault(client: unknown): void {
  openClients().push(client);
  sharedState().defaultClient = client;
}

/** A client was shut down: where it was found, the one made before it is, if that still records. */
export function leaveDefault(client: unknown): void {
  const open = openClients();
  const place = open.indexOf(client);
  if (place >= 0) open.splice(place, 1);
  const state = sharedState();
  if (state.defaultClient !== client) return;
  const next = open.at(-1);
  if (next === undefined) delete state.defaultClient;
  else state.defaultClient = next;
}

/** Of all copies of the package. */
function openClients(): unknown[] {
  const state = sharedState();
  state.openClients ??= [];
  return state.openClients;
}
