/**
 * Request option for calls whose answer may be large. Octokit's own reader looks at every value for integers beyond 2^53, which
 * no answer here has: it takes ten times as long, and on Node 20 it gives up on a string of about 10 MB.
 */
export const LARGE_ANSWER = { parseSuccessResponseBody: false } as const;

const responseOf = new WeakMap<ReadableStream, Response>();

/**
 * Keeps a response for as long as its body. Octokit passes on the body alone, and `fetch` cancels a body that nobody has begun to
 * read once its response is collected: rarely, and most likely on a busy machine, an answer then had no readable body.
 */
export function keepResponse(response: Response): Response {
  if (response.body) responseOf.set(response.body, response);
  return response;
}

/**
 * The JSON of an answer to a call made with `LARGE_ANSWER`, whose type is still that of the parsed body. Text that is no JSON is
 * returned as it is, for the schema to refuse. Rejects when the connection breaks before its end.
 */
export async function largeAnswer(data: unknown): Promise<unknown> {
  if (!(data instanceof ReadableStream)) return data;
  const text = await new Response(data).text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
