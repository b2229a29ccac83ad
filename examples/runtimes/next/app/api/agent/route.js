import { answer } from "../../answer.js";

export async function POST(request) {
  return Response.json({ answer: await answer(await request.json()) });
}
