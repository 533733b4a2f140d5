/**
 * The forms in which a text may hold a secret: as it is, and as the common ways of writing it for somewhere else turn it
 * out: Base64 at each of its three alignments (plain and URL-safe), hexadecimal, URL-encoded, escaped for JSON and for XML.
 * Longest first, so that replacing one leaves no rest of another.
 */
export function secretForms(secret: string): readonly string[] {
  const forms = new Set([secret, ...base64Forms(secret), ...hexForms(secret), ...urlForms(secret), ...escaped(secret)]);
  return [...forms].sort((a, b) => b.length - a.length);
}

const ALIGNMENTS = [0, 1, 2] as const;
const BITS = { byte: 8, character: 6 } as const;

/** Inside a longer Base64 text only those characters are a secret's own whose six bits all come from it. */
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const plain = ALIGNMENTS.map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const from = Math.ceil((before * BITS.byte) / BITS.character);
    return text.slice(from, Math.floor(((before + bytes.length) * BITS.byte) / BITS.character));
  });
  return [...plain, ...plain.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}

function hexForms(secret: string): readonly string[] {
  const hex = Buffer.from(secret, 'utf8').toString('hex');
  return [hex, hex.toUpperCase()];
}

function urlForms(secret: string): readonly string[] {
  // A lone half of a surrogate pair cannot be encoded.
  const text = Buffer.from(secret, 'utf8').toString('utf8');
  const component = encodeURIComponent(text);
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  return [component, form, encodeURI(text)].flatMap((one) => [one, withLowerCaseEscapes(one)]);
}

function withLowerCaseEscapes(encoded: string): string {
  return encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const xml = secret.replace(/[&<>"']/g, (character) => XML_ENTITIES[character] ?? character);
  // Some writers escape the slash, too.
  return [json, json.replaceAll('/', '\\/'), xml];
}
