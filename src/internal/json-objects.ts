const OPEN = 0x7b;
const CLOSE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Longest object that is kept, in characters. */
const MAX_LENGTH: number = 16 * 1024 * 1024;

/** Cuts text that comes in pieces into its outermost JSON objects, whatever stands between them: the items of an array that is streamed. */
export function createObjectSplitter(onObject: (json: string) => void): (text: string) => void {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let kept: string[] = [];
  let length = 0;
  return (text) => {
    let start = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) isText = false;
      } else if (code === QUOTE) isText = depth > 0;
      else if (code === OPEN) {
        if (depth === 0) start = index;
        depth += 1;
      } else if (code === CLOSE && depth > 0) {
        depth -= 1;
        if (depth > 0) continue;
        kept.push(text.slice(start, index + 1));
        if (length <= MAX_LENGTH) onObject(kept.join(""));
        kept = [];
        length = 0;
      }
    }
    if (depth === 0) return;
    length += text.length - start;
    if (length <= MAX_LENGTH) kept.push(text.slice(start));
    else kept = [];
  };
}
