import type { Restore } from "../patch.ts";

export function patchLive(_live: unknown): (Restore | undefined)[] {
  return [];
}
