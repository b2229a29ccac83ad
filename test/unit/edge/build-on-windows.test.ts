import { win32 } from "node:path";
import { describe, expect, it } from "vitest";
import { priceTable } from "../../../build/price-table.ts";
import { standInOf } from "../../../src/edge/stand-ins.ts";

describe("the build on Windows", () => {
  it("finds what stands in for a file", () => {
    const file = win32.relative("C:\\agentscribe\\src", "C:\\agentscribe\\src\\export\\queue\\queue.ts");
    expect(standInOf(file)).toBe("send-queue.ts");
    expect([standInOf("export/queue/queue.ts"), standInOf("node:util")]).toEqual(["send-queue.ts", "node-util.ts"]);
    expect(standInOf("export\\queue\\ticket.ts")).toBeUndefined();
  });

  it("finds the table of prices", () => {
    const filters: RegExp[] = [];
    const onLoad = ({ filter }: { readonly filter: RegExp }): unknown => filters.push(filter);
    void priceTable.setup({ onLoad } as unknown as Parameters<typeof priceTable.setup>[0]);
    const loads = (path: string): boolean => filters.some((filter) => filter.test(path));
    expect(loads("C:\\agentscribe\\node_modules\\@pydantic\\genai-prices\\dist\\index.js")).toBe(true);
    expect(loads("/agentscribe/node_modules/@pydantic/genai-prices/dist/index.cjs")).toBe(true);
  });
});
