import { instrumentOnce } from "../instrument.ts";
import { patchMethod } from "../patch.ts";
import { observedSend } from "./observed-send.ts";

/**
 * Records every model call of a client of `@aws-sdk/client-bedrock-runtime`: `wrapBedrock(new BedrockRuntimeClient({}))`, or the aggregated
 * `BedrockRuntime`.
 *
 * @returns the very object it was given: its class, private fields and middleware stay as they are
 */
export function wrapBedrock<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => [patchMethod(client, "send", observedSend)]);
}

export { unwrap } from "../instrument.ts";
