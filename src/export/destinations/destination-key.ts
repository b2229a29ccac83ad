import { publicUrl } from "../spool/segment-header.ts";

/** Tells endpoints apart without saying what may be a secret: a query, where some backends want a key, counts by its checksum only. */
function destinationKey(url: string): string {
  const query = new URL(url).search;
  if (query === "") return publicUrl(url);
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256").update(query).digest("hex");
  return `${publicUrl(url)}?${hash.slice(0, 16)}`;
}

/**
 * What records of a spool belong to: they may only be sent where endpoint, signal, gates and what is added to their attributes are the same.
 *
 * @param mapping - what is added, by its name. @defaultValue nothing is
 */
export function spoolFingerprint(url: string, signal: string, gates: string, mapping?: string): string {
  const kept = `${destinationKey(url)}\n${signal}\n${gates}`;
  return mapping === undefined ? kept : `${kept}\n${mapping}`;
}

/** The gates of a fingerprint that is of this endpoint and signal, with the mapping; undefined when it is of another. */
export function gatesOfFingerprint(fingerprint: string, url: string, signal: string): string | undefined {
  const start = spoolFingerprint(url, signal, "");
  return fingerprint.startsWith(start) ? fingerprint.slice(start.length) : undefined;
}
