import { summed, type ToldFacts } from "./facts-told.ts";
import type { SentRequest } from "./played.ts";

type Json = Readonly<Record<string, unknown>>;

interface Run {
  readonly run_type: string;
  readonly name: string;
  readonly outputs?: { readonly model?: string; readonly usage_metadata?: Usage };
  readonly extra?: { readonly metadata?: { readonly thread_id?: string; readonly user_id?: string } };
}

interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly input_token_details?: { readonly cache_read?: number };
}

/** What runs say in LangSmith's protocol: parts named `post.<id>` and, for their larger fields, `post.<id>.<field>`. */
export function factsOfLangSmith(requests: readonly SentRequest[]): ToldFacts {
  const runs = new Map<string, Record<string, unknown>>();
  for (const { path, body } of requests) {
    if (!path.endsWith("/runs/multipart")) continue;
    const parts = body.toString().matchAll(/name="(?:post|patch)\.([0-9a-f-]{36})(?:\.(\w+))?"\r\n.*\r\n\r\n(.*)\r\n/g);
    for (const [, id = "", field, text = ""] of parts) {
      const value = JSON.parse(text) as Json;
      const run = runs.get(id) ?? {};
      runs.set(id, field === undefined ? { ...run, ...value } : { ...run, [field]: value });
    }
  }
  return summed(
    [...(runs.values() as Iterable<unknown> as Iterable<Run>)].map(({ run_type: type, name, outputs, extra }) => ({
      session: extra?.metadata?.thread_id,
      user: extra?.metadata?.user_id,
      ...(type === "llm" && {
        kind: "inference",
        counted: true,
        model: outputs?.model,
        inputTokens: outputs?.usage_metadata?.input_tokens,
        outputTokens: outputs?.usage_metadata?.output_tokens,
        cacheReadTokens: outputs?.usage_metadata?.input_token_details?.cache_read,
      }),
      ...(type === "tool" && { kind: "tool", tool: name }),
      ...(type === "chain" && { kind: "agent", agent: name }),
    })),
  );
}

interface SentrySpan {
  readonly attributes: Readonly<Record<string, { readonly value: unknown } | undefined>>;
}

/** What spans say in Sentry's envelopes: a line of JSON for each header and each item. */
export function factsOfSentry(requests: readonly SentRequest[]): ToldFacts {
  const lines = requests
    .filter(({ path }) => path.includes("/envelope/"))
    .flatMap(({ body }) => body.toString().split("\n"));
  const spans = lines.flatMap((line) =>
    line.startsWith('{"version":2,"items"') ? (JSON.parse(line) as { items: SentrySpan[] }).items : [],
  );
  return summed(
    spans.map(({ attributes }) => {
      const said = (key: string): never => attributes[key]?.value as never;
      const operation: unknown = said("sentry.op");
      return {
        session: said("gen_ai.conversation.id"),
        user: said("user.id"),
        ...(operation === "gen_ai.chat" && {
          kind: "inference",
          counted: true,
          model: said("gen_ai.response.model"),
          inputTokens: said("gen_ai.usage.input_tokens"),
          outputTokens: said("gen_ai.usage.output_tokens"),
          cacheReadTokens: said("gen_ai.usage.cache_read.input_tokens"),
        }),
        ...(operation === "gen_ai.execute_tool" && { kind: "tool", tool: said("gen_ai.tool.name") }),
        ...(operation === "gen_ai.invoke_agent" && { kind: "agent", agent: said("gen_ai.agent.name") }),
      };
    }),
  );
}
