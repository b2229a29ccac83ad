import { instrumentOnce } from "../instrument.ts";
import { isOff } from "../is-off.ts";
import { patchClient } from "../stainless/client.ts";
import { askForUsage } from "./include-usage.ts";
import { OPENAI_METHODS } from "./methods.ts";

/** What `wrapOpenAI` changes in requests. */
export interface WrapOpenAIOptions {
  /**
   * Asks for usage in streamed chats and completions that do not say whether they want it; the caller does not see the extra chunk
   * that it comes in. Servers that do not know `stream_options` may refuse such requests.
   *
   * @defaultValue false
   */
  readonly includeUsage?: boolean | undefined;
}

/**
 * Records every model call of a client of `openai`, and every tool that its runner runs: `wrapOpenAI(new OpenAI())`. Clients for Azure and for
 * servers that speak the same API are known by their base URL.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapOpenAI<Client extends object>(client: Client, options: WrapOpenAIOptions = {}): Client {
  if (options.includeUsage === true && !isOff()) askForUsage(client);
  return instrumentOnce(client, () => patchClient(client, OPENAI_METHODS, (made) => wrapOpenAI(made, options)));
}

export { unwrap } from "../instrument.ts";
export { wrapRealtime } from "./realtime.ts";
