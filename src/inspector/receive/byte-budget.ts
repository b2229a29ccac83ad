import { tryLater } from "./try-later.ts";

/** The bytes that one request holds. */
export interface ByteLease {
  /** @throws HttpError when all requests together would hold too many */
  take(bytes: number): void;
  /** Gives back everything; may be called again. */
  release(): void;
}

/** Bounds the bytes that all requests hold at a time. */
export class ByteBudget {
  readonly #max: number;
  #held = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get held(): number {
    return this.#held;
  }

  lease(): ByteLease {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#max) throw tryLater("the inspector is busy");
        own += bytes;
        this.#held += bytes;
      },
      release: () => {
        this.#held -= own;
        own = 0;
      },
    };
  }
}
