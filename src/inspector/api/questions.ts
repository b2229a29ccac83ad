/** One of the questions that can be asked of a store. */
export interface QuestionInfo {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly help: string;
    readonly default: string | number | null;
    /** The values it may have, where they are few. */
    readonly choices?: readonly string[];
    /** Whether the question cannot be asked without it. */
    readonly isNeeded?: boolean;
  }[];
}

/** Rows that answer one of those questions. */
export interface QuestionAnswer {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
