import { sharedState } from "../../internal/shared-state.ts";

/** Puts a client in the place of the one that is found outside of scopes. @returns what puts the former one back */
export function makeDefault(client: object): () => void {
  const state = sharedState();
  const before = Object.getOwnPropertyDescriptor(state, "defaultClient");
  Object.defineProperty(state, "defaultClient", {
    value: client,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return () => {
    if (Object.getOwnPropertyDescriptor(state, "defaultClient")?.value !== client) return;
    delete state.defaultClient;
    if (before !== undefined) Object.defineProperty(state, "defaultClient", before);
  };
}
