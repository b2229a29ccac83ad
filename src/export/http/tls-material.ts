/** Certificates and keys of a destination, as PEM text or as files that are read at the first connection. */
export interface TlsMaterial {
  readonly ca?: string | Uint8Array | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** @defaultValue true */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Options for `node:https`. Throws when a file cannot be read, which the transport reports as a failed attempt. */
export function readTlsMaterial(tls: TlsMaterial): Record<string, unknown> {
  const options: Record<string, unknown> = { rejectUnauthorized: tls.rejectUnauthorized ?? true };
  const parts = [
    ["ca", tls.ca, tls.caFile],
    ["cert", tls.cert, tls.certFile],
    ["key", tls.key, tls.keyFile],
  ] as const;
  for (const [name, text, file] of parts) {
    if (text !== undefined) options[name] = typeof text === "string" ? text : Buffer.from(text);
    else if (file !== undefined) options[name] = process.getBuiltinModule("node:fs").readFileSync(file);
  }
  return options;
}
