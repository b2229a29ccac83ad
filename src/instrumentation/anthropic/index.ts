import { instrumentOnce } from "../instrument.ts";
import { patchClient } from "../stainless/client.ts";
import { ANTHROPIC_METHODS, ANTHROPIC_RUNNERS } from "./methods.ts";
import { takeOverNativeSpans } from "./native-spans.ts";

/**
 * Records every model call of a client of `@anthropic-ai/sdk`, `@anthropic-ai/bedrock-sdk` or `@anthropic-ai/vertex-sdk`:
 * `wrapAnthropic(new Anthropic())`. Tools that its tool runner runs are recorded too. The client's own spans of the same are not made
 * meanwhile.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapAnthropic<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => [
    ...patchClient(client, [...ANTHROPIC_METHODS, ...ANTHROPIC_RUNNERS], wrapAnthropic),
    takeOverNativeSpans(client),
  ]);
}

export { unwrap } from "../instrument.ts";
