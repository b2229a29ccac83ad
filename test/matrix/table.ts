/** The matrix as Markdown: a row a case, a column a client. */
export function tableOf(
  titles: readonly string[],
  names: readonly string[],
  cells: ReadonlyMap<string, string>,
): string {
  const row = (fields: readonly string[]): string => `| ${fields.join(" | ")} |`;
  return [
    row(["", ...names]),
    row(["---", ...names.map(() => ":-:")]),
    ...titles.map((title) => row([title, ...names.map((name) => cells.get(`${title}|${name}`) ?? "")])),
  ].join("\n");
}
