import { encodeResource, type TelemetryResource } from "./attributes.ts";
import type { EncodedResource } from "./request.ts";

/** Encodes a resource again only when it is another object. */
export function rememberResource(resource: () => TelemetryResource): () => EncodedResource {
  let known: { from: TelemetryResource; encoded: EncodedResource } | undefined;
  return () => {
    const from = resource();
    if (known?.from === from) return known.encoded;
    const bytes = encodeResource(from);
    const encoded = from.schemaUrl === undefined ? { bytes } : { bytes, schemaUrl: from.schemaUrl };
    known = { from, encoded };
    return encoded;
  };
}
