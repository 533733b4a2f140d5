/** The value of a JSON text; `undefined` for what is not JSON: no JSON text means that. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
