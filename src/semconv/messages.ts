/**
 * The shapes of messages in the GenAI conventions (`gen_ai.input.messages`, `gen_ai.output.messages`,
 * `gen_ai.system_instructions`, `gen_ai.tool.definitions`). Every object may carry further properties.
 *
 * Source: JSON schemas of open-telemetry/semantic-conventions-genai.
 */
export interface Message {
  /** `system`, `user`, `assistant`, `tool`, or what the provider calls it. */
  readonly role: string;
  readonly parts: readonly MessagePart[];
  readonly name?: string;
}

export type Modality = "image" | "video" | "audio" | "document" | (string & {});

/** One part of a message, by the OpenTelemetry conventions; parts of other types are kept as they are. */
export type MessagePart =
  | { readonly type: "text"; readonly content: string }
  | { readonly type: "reasoning"; readonly content: string }
  | { readonly type: "tool_call"; readonly name: string; readonly id?: string; readonly arguments?: unknown }
  | { readonly type: "tool_call_response"; readonly response: unknown; readonly id?: string }
  | {
      readonly type: "server_tool_call";
      readonly name: string;
      readonly id?: string;
      readonly server_tool_call: { readonly type: string; readonly [key: string]: unknown };
    }
  | {
      readonly type: "server_tool_call_response";
      readonly id?: string;
      readonly server_tool_call_response: { readonly type: string; readonly [key: string]: unknown };
    }
  | {
      readonly type: "blob";
      readonly modality: Modality;
      readonly content: string | Uint8Array;
      readonly mime_type?: string;
    }
  | { readonly type: "file"; readonly modality: Modality; readonly file_id: string; readonly mime_type?: string }
  | { readonly type: "uri"; readonly modality: Modality; readonly uri: string; readonly mime_type?: string }
  | { readonly type: "compaction"; readonly id?: string; readonly content?: string }
  | { readonly type: `x_${string}` | (string & {}); readonly [key: string]: unknown };

/** One tool offered to the model. Only `type` and `name` are kept unless tool descriptions are captured. */
export interface ToolDefinition {
  readonly type: string;
  readonly name: string;
  readonly description?: string;
  readonly parameters?: unknown;
}
