import { withQuery } from "../routing/routes.ts";
import type { BoardFilter } from "./board-filter.ts";

export interface Asking {
  readonly question: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether the question knows better than the filter how far it looks back. */
  readonly hasOwnTime?: boolean;
}

/** The path of a question's answer for the time and the service of a board. */
export function askPath({ question, parameters, hasOwnTime }: Asking, { time, service }: BoardFilter): string {
  const fromUs = hasOwnTime === true ? undefined : time.fromUs;
  return withQuery(`/api/questions/${question}`, { ...parameters, fromUs, toUs: time.toUs, service });
}
