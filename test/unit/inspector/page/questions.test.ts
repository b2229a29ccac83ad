import { describe, expect, it } from "vitest";
import { nextOrder, sortRows, toCsv } from "../../../../src/inspector/page/questions/answer-table.ts";
import { questionPath } from "../../../../src/inspector/page/questions/question-path.ts";

const rows = [
  ["b", 10],
  ["a", null],
  ["c", 9],
] as const;

describe("sortRows()", () => {
  it("sorts numbers by size with empty cells last, either way", () => {
    const names = (isDescending: boolean) => sortRows(rows, { column: 1, isDescending }).map(([name]) => name);
    expect(names(true)).toEqual(["b", "c", "a"]);
    expect(names(false)).toEqual(["c", "b", "a"]);
  });

  it("leaves the answer as it is", () => {
    sortRows(rows, { column: 0, isDescending: true });
    expect(rows[0][0]).toBe("b");
  });
});

it("nextOrder() begins with the largest of numbers and with a of texts, and ends as it came", () => {
  const clicks = (column: number) => {
    const first = nextOrder(rows, undefined, column);
    const second = nextOrder(rows, first, column);
    return [first?.isDescending, second?.isDescending, nextOrder(rows, second, column)];
  };
  expect(clicks(1)).toEqual([true, false, undefined]);
  expect(clicks(0)).toEqual([false, true, undefined]);
});

describe("toCsv()", () => {
  it("quotes what needs it", () => {
    expect(
      toCsv(
        ["a", "b"],
        [
          ['say "hi", he said', 1.5],
          ["two\nlines", null],
        ],
      ),
    ).toBe('a,b\r\n"say ""hi"", he said",1.5\r\n"two\nlines",\r\n');
  });

  it.each(["=HYPERLINK(1)", "+1", "-1", "@x", "＝1+1", "＋1", "－1", "＠x"])("makes no formula of %s", (text) => {
    expect(toCsv(["a"], [[text]])).toBe(`a\r\n'${text}\r\n`);
  });

  it("leaves negative numbers alone", () => {
    expect(toCsv(["a"], [[-1]])).toBe("a\r\n-1\r\n");
  });
});

describe("questionPath()", () => {
  const question = {
    name: "cost",
    title: "",
    help: "",
    parameters: [
      { name: "by", help: "", default: "model" },
      { name: "limit", help: "", default: 20 },
      { name: "service", help: "", default: null },
    ],
  };

  it("leaves out what is as by default", () => {
    expect(questionPath(question, { by: "model", limit: "20", service: " " })).toBe("/api/questions/cost");
  });

  it("encodes what is not, and knows no parameter that the question has not", () => {
    expect(questionPath(question, { by: "tool", service: "a&b", evil: "1" })).toBe(
      "/api/questions/cost?by=tool&service=a%26b",
    );
  });
});
