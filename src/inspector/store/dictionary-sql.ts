/** A text of the dictionary, looked up only where a statement asks for the column. */
export const text = (column: string): string => `(SELECT text FROM dict WHERE id = ${column})`;

/** The same, null where it is empty. */
export const textOrNull = (column: string): string => `(SELECT nullif(text, '') FROM dict WHERE id = ${column})`;
