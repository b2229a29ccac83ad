/** The parts of a recorded output. */
export function outputOf(attributes: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  const messages = JSON.parse(String(attributes["gen_ai.output.messages"])) as { parts: Record<string, unknown>[] }[];
  return messages.flatMap(({ parts }) => parts);
}
