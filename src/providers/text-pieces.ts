import { headOf } from "../internal/text-head.ts";

/** Text that arrives in pieces, kept up to a limit and joined only when it is asked for. */
export interface TextPieces {
  add(piece: unknown): void;
  readonly length: number;
  toString(): string;
}

/** How much of one choice is kept, shared by all its text, reasoning and tool arguments. */
export interface TextAllowance {
  left: number;
  exceeded: boolean;
}

/** Characters of one streamed choice that are kept. */
const MAX_STREAMED_LENGTH: number = 1024 * 1024;

export function createAllowance(): TextAllowance {
  return { left: MAX_STREAMED_LENGTH, exceeded: false };
}

export function createTextPieces(allowance: TextAllowance): TextPieces {
  const pieces: string[] = [];
  let length = 0;
  return {
    add: (piece) => {
      if (typeof piece !== "string" || piece === "") return;
      const kept = headOf(piece, allowance.left);
      if (kept.length < piece.length) allowance.exceeded = true;
      if (kept === "") return;
      pieces.push(kept);
      allowance.left -= kept.length;
      length += kept.length;
    },
    get length() {
      return length;
    },
    toString: () => pieces.join(""),
  };
}
