/** A table in Markdown; cells are escaped, and kept on one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

/** What every generated page begins with. */
export function page(title: string, head: string, ...sections: readonly string[]): string {
  const origin = "<!-- Made by `node docs/generate/generate.ts` from the code: change that. -->";
  return `${[`# ${title}`, origin, head, ...sections].join("\n\n")}\n`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}
