import { sharedRegistry } from "../shared-registry.ts";

/** Whether a request is being made right now that stands for one which was seen already. */
export interface Forwarding {
  isOn: boolean;
}

/** What all copies of this package know of it. */
export function forwarding(): Forwarding {
  return sharedRegistry<Forwarding>("agentscribe forwarding.1", () => ({ isOn: false }));
}

/** Runs a function that makes such a request, synchronously: it is not recorded as a call of its own. */
export function forwarded<T>(make: () => T): T {
  const state = forwarding();
  const before = state.isOn;
  state.isOn = true;
  try {
    return make();
  } finally {
    state.isOn = before;
  }
}
