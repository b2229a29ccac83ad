import type { Withheld } from "../../api.ts";
import { formatExact } from "../ui/format.ts";

/** What a reader calls the kinds of content. */
export const NAMES: Readonly<Record<string, string>> = {
  system: "instructions",
  toolArguments: "arguments of tools",
  toolResults: "results of tools",
};

/** What was left out, in words: `prompts (4,180 characters), responses`. */
export function describeWithheld(withheld: readonly Withheld[]): string {
  return withheld
    .map(({ what, characters }) => {
      const name = NAMES[what] ?? what;
      return characters === null ? name : `${name} (${formatExact(characters)} characters)`;
    })
    .join(", ");
}

/** How to have content recorded from now on, by whose telemetry it is. */
export function captureHelp(agentKind: string, kinds: readonly string[]): string {
  if (agentKind === "agentscribe") {
    const gates = kinds.map((kind) => `${kind}: true`).join(", ");
    return `init({ capture: { ${gates} } })`;
  }
  return HELP[agentKind] ?? "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true";
}

const HELP: Readonly<Record<string, string>> = {
  "claude-code": "OTEL_LOG_USER_PROMPTS=1",
  codex: "[otel] log_user_prompt = true   in ~/.codex/config.toml",
  "gemini-cli": '"telemetry": { "logPrompts": true }   in ~/.gemini/settings.json',
  copilot: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true",
  "ai-sdk": "experimental_telemetry: { isEnabled: true, recordInputs: true, recordOutputs: true }",
};
