import type { Conversation } from "../../api.ts";
import { sessionPath } from "../../model/session-path.ts";
import { type Answer, useAnswer } from "../data/use-answer.ts";

/** The steps of a session, as it goes on. */
export function useSteps(session: string): Answer<Conversation> {
  return useAnswer<Conversation>(`${sessionPath(session)}/steps`, ({ sessions }) => sessions.includes(session)).value;
}
