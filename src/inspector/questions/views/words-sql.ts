import { SCOPE_NAME } from "../../../semconv/schema.ts";
import { SCOPES, SERVICES } from "../../understand/agent-kind.ts";
import type { TextField } from "../../understand/field.ts";
import { WORDS } from "../../understand/kind.ts";
import { PROVIDERS } from "../../understand/provider-name.ts";
import { mapped, quoted } from "./attribute-sql.ts";

/** As `agentKindOf` of `understand/agent-kind.ts`. */
export function agentKindSql(service: string, scope: string): string {
  const scopes = SCOPES.map(([beginning, kind]) => `startsWith(${scope}, ${quoted(beginning)}), ${quoted(kind)}, `);
  const known = mapped(`toString(${service})`, SERVICES);
  return `multiIf(${known} != '', ${known}, startsWith(${service}, 'codex'), 'codex', ${scope} IN ('ai', 'gen_ai'), 'ai-sdk', ${scopes.join("")}'otel')`;
}

/** As `providerNameOf` of `understand/provider-name.ts`. */
export function providerSql(said: string): string {
  const name = `lower(${said})`;
  const known = PROVIDERS.map(
    ([beginning, provider]) =>
      `startsWith(${name}, ${quoted(beginning)}), ${provider === "" ? name : quoted(provider)}, `,
  );
  return `multiIf(${known.join("")}splitByChar('.', ${name})[1])`;
}

/** As `kindOf` of `understand/kind.ts`. */
export function spanKindSql(text: (field: TextField) => string): string {
  const says = (field: TextField): string => `${text(field)} != ''`;
  const words = WORDS.map(([field, kinds]) => {
    const kind = mapped(text(field), kinds);
    return `${kind} != '', if(${kind} = 'tool', ${toolKindSql(text)}, ${kind}),\n    `;
  });
  const own = `multiIf(SpanName = 'session', 'session', SpanName = 'task' OR startsWith(SpanName, 'task '), 'task',
    SpanName = 'wait' OR ${says("waitFor")}, 'wait', SpanName = 'step' OR ${says("step")}, 'step', ${says("mcpMethod")}, 'mcp', 'other')`;
  return `multiIf(${text("logfireType")} = 'pending_span', 'other',
    ${words.join("")}ScopeName = ${quoted(SCOPE_NAME)}, ${own},
    ${says("mcpMethod")}, 'mcp', ${says("tool")}, 'tool',
    said_provider != '' AND (said_model != '' OR said_requestModel != '') AND isNotNull(said_inputTokens), 'inference', 'other')`;
}

function toolKindSql(text: (field: TextField) => string): string {
  const request = `if(ScopeName = ${quoted(SCOPE_NAME)} AND SpanKind = 'Client', 'tool', 'mcp')`;
  return `multiIf(${text("mcpMethod")} != '' AND NOT startsWith(SpanName, 'execute_tool'), ${request}, ${text("executable")} = '', 'tool', 'command')`;
}
