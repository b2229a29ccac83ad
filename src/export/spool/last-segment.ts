import type { OwnedSegment } from "./owned-segment.ts";

/**
 * Whether a segment has to stay so that an earlier one of its writer, which does not say that it was continued, is not taken for the last
 * and asked what was open. `held` are the segments of this thread.
 */
export function answersForEarlier(segment: OwnedSegment, held: readonly OwnedSegment[]): boolean {
  const { writer, sequence } = segment.name;
  let hasEarlier = false;
  for (const other of held) {
    if (other.gone || other.name.writer !== writer) continue;
    if (other.name.sequence > sequence && isBegun(other)) return false;
    hasEarlier ||= other.name.sequence < sequence && !isContinued(other);
  }
  return hasEarlier && isBegun(segment);
}

function isBegun({ file, state }: OwnedSegment): boolean {
  return file !== undefined || state.header !== undefined;
}

function isContinued({ file, state }: OwnedSegment): boolean {
  return file?.continued ?? state.continued;
}
