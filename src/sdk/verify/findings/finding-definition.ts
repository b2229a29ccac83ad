/** What stands in the documentation of a finding, and what it says where nothing more is known. */
export interface FindingDefinition {
  readonly severity: "ok" | "info" | "warning" | "error";
  readonly meaning: string;
  /** Absent where there is nothing to do. */
  readonly mend?: string;
}
