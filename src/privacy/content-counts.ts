import type { ContentKind } from "../semconv/content-kind.ts";
import type { Redactor } from "./redactor.ts";

export interface ContentStats {
  readonly redactions: number;
  readonly truncations: number;
  readonly drops: Readonly<Record<string, number>>;
  readonly withheld: Readonly<Partial<Record<ContentKind, number>>>;
}

/** What became of the content of one client. */
export class ContentCounts {
  truncations = 0;
  readonly #drops: Record<string, number> = {};
  readonly #withheld: Partial<Record<ContentKind, number>> = {};

  /** Counts content that was dropped, and stands for it. */
  drop(reason: string): undefined {
    this.#drops[reason] = (this.#drops[reason] ?? 0) + 1;
    return undefined;
  }

  withhold(kind: ContentKind): void {
    this.#withheld[kind] = (this.#withheld[kind] ?? 0) + 1;
  }

  stats({ redactions, dropped, failed }: ReturnType<Redactor["stats"]>): ContentStats {
    const all = { ...this.#drops, ...(dropped > 0 ? { redactor_dropped: dropped } : {}) };
    return {
      redactions,
      truncations: this.truncations,
      drops: failed > 0 ? { ...all, redactor_failed: failed } : all,
      withheld: { ...this.#withheld },
    };
  }
}
