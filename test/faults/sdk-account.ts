/** What the SDK says became of the records of one process. */
export interface Account {
  readonly accepted: number;
  /** Taken over from processes that are no more. */
  readonly adopted: number;
  readonly delivered: number;
  readonly pending: number;
  readonly onDisk: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** Reads `health()` or a report, which has no `accepted`. Nothing when a number is missing: the answer is data of the thing under test. */
export function accountOf(answer: unknown): Account | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const {
    accepted = 0,
    adopted = 0,
    delivered,
    pending,
    onDisk,
    dropped,
  } = answer as Partial<Record<keyof Account, unknown>>;
  if (![accepted, adopted, delivered, pending, onDisk].every(Number.isInteger)) return undefined;
  if (typeof dropped !== "object" || dropped === null || !Object.values(dropped).every(Number.isInteger))
    return undefined;
  return { accepted, adopted, delivered, pending, onDisk, dropped } as Account;
}

/** What `health()` says became of the spans alone: events of the SDK's own, such as of files that were dropped, are records too. */
export function spansOf(health: unknown): Account | undefined {
  const { destinations } = (health ?? {}) as { readonly destinations?: readonly { readonly name?: unknown }[] };
  return accountOf(destinations?.find(({ name }) => String(name).endsWith(" traces")));
}

export function addDropped(accounts: readonly Account[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const { dropped } of accounts) {
    for (const [reason, count] of Object.entries(dropped)) sum[reason] = (sum[reason] ?? 0) + count;
  }
  return sum;
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
