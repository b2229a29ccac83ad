import { bindingsSource } from "./export-bindings.ts";

/** The function that an observed module calls with its URL and exports at its end, and with the bindings of those that are replaced. */
export const LOADED: unique symbol = Symbol.for("agentscribe module loaded.1") as never;

const MARK = "agentscribe module loaded.1";

/** What a load hook gives for a module. */
export interface LoadedSource {
  readonly format?: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
}

/**
 * The source of a module with a call behind its last line that hands its exports over, once it was evaluated. Lines and columns before it stay where
 * they are, and so does what a source map says of them.
 *
 * @param replaced - names of exports that are to be replaced
 * @returns absent when the module is of a kind that cannot be observed, or is observed already
 */
export function appendCall(
  { format, source }: LoadedSource,
  url: string,
  replaced: readonly string[] = [],
): string | undefined {
  const text = typeof source === "string" ? source : textOf(source);
  if (text === undefined || text.includes(MARK)) return undefined;
  const call = (exports: string): string => `globalThis[Symbol.for("${MARK}")]?.(${JSON.stringify(url)},${exports});`;
  if (format === "module") {
    const bindings = replaced.length === 0 ? "" : `,${bindingsSource(text, replaced)}`;
    return `${text}\n;import * as agentscribeSelf$ from ${JSON.stringify(url)};${call(`agentscribeSelf$${bindings}`)}`;
  }
  // Without a format it is CommonJS or, by its syntax, an ES module, which has no `module`.
  if (format === "commonjs" || format === undefined || format === null) {
    return `${text}\n;typeof module==="object"&&module&&${call("module.exports")}`;
  }
  return undefined;
}

function textOf(source: LoadedSource["source"]): string | undefined {
  if (source === null || source === undefined || typeof source === "string") return undefined;
  return source instanceof ArrayBuffer
    ? Buffer.from(source).toString("utf8")
    : Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString("utf8");
}
