import { instrumentOnce } from "../instrument.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { patchClient } from "../stainless/client.ts";
import { ANTHROPIC_METHODS } from "./methods.ts";
import { takeOverNativeSpans } from "./native-spans.ts";
import { observedThread, observedToolRunner } from "./tool-runner.ts";

/**
 * Records every model call of a client of `@anthropic-ai/sdk`, `@anthropic-ai/bedrock-sdk` or `@anthropic-ai/vertex-sdk`:
 * `wrapAnthropic(new Anthropic())`. Tools that its tool runner runs are recorded too. The client's own spans of the same are not made
 * meanwhile.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapAnthropic<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => {
    const betaMessages = readPath(client, "beta", "messages");
    return [
      ...patchClient(client, ANTHROPIC_METHODS, wrapAnthropic),
      patchMethod(betaMessages, "toolRunner", observedToolRunner),
      patchMethod(betaMessages, "thread", observedThread),
      takeOverNativeSpans(client),
    ];
  });
}

export { unwrap } from "../instrument.ts";
