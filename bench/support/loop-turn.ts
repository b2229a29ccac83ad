import { setImmediate } from "node:timers/promises";

/** Calls of a model wait for a network: the event loop turns between them, and what waits for it, such as the sender, gets to work. */
const CALLS_A_TURN = 20;

/** Lets the loop turn after some calls. */
export async function turnAfter(call: number): Promise<void> {
  if (call % CALLS_A_TURN === CALLS_A_TURN - 1) await setImmediate();
}
