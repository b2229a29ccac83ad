import { answer } from "../../answer.js";

export const runtime = "edge";

export async function POST(request) {
  return Response.json({ answer: await answer(await request.json()) });
}
