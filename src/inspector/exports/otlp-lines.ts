import { toOtlpJson } from "../../internal/otlp/otlp-json.ts";
import type { Store, Target } from "../store/store.ts";

/** Everything that was received of a session, a trace or the whole store, as the Collector's file exporter writes it: one OTLP/JSON request a line. */
export async function* otlpLines(store: Pick<Store, "otlp">, target?: Target): AsyncGenerator<string> {
  for await (const { signal, body } of store.otlp(target)) yield `${toOtlpJson(signal, body)}\n`;
}
