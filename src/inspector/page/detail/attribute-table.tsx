import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { AttributeList, JsonValue } from "../../api.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { textOf } from "../ui/json-text.ts";
import { LongText } from "../ui/long-text.tsx";
import { TextWithLink } from "../ui/text-with-link.tsx";

/** Values up to this length stand in the table itself. */
const INLINE = 160;

/** Names and values as they were sent, with a search where there are many. */
export function AttributeTable({ title, list }: { readonly title: string; readonly list: AttributeList }): VNode {
  const wanted = useSignal("");
  const text = wanted.value.toLowerCase();
  const shown = list.filter(
    ([name, value]) => text === "" || name.toLowerCase().includes(text) || textOf(value).toLowerCase().includes(text),
  );
  // By name, so that what is read stays where it is when others come in between.
  const seen = new Set<string>();
  const keys = shown.map(([name], index) => (seen.size < seen.add(name).size ? name : `${index} ${name}`));
  return (
    <>
      {list.length > 8 && (
        <input
          type="search"
          class="attribute-search"
          aria-label={`Search ${title.toLowerCase()}`}
          placeholder={`Search ${list.length} ${title.toLowerCase()}`}
          value={wanted.value}
          onInput={({ currentTarget }) => {
            wanted.value = currentTarget.value;
          }}
        />
      )}
      <table class="attributes" aria-label={title}>
        <tbody>
          {shown.map(([name, value], index) => (
            <tr key={keys[index]}>
              <th scope="row">{name}</th>
              <td>
                <Value name={name} value={value} />
              </td>
            </tr>
          ))}
          {shown.length === 0 && (
            <tr>
              <td class="none">{list.length === 0 ? "none" : "none found"}</td>
            </tr>
          )}
        </tbody>
      </table>
    </>
  );
}

function Value({ name, value }: { readonly name: string; readonly value: JsonValue }): VNode {
  const text = textOf(value);
  if (text.length > INLINE || text.includes("\n")) return <LongText text={text} label={name} />;
  return (
    <span class={`value ${typeof value}`}>
      <span>
        <TextWithLink text={text} />
      </span>
      <CopyButton text={text} label={name} />
    </span>
  );
}
