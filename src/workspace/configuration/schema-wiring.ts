import { z } from 'zod';
import type { Json } from '../../core/contracts/json.ts';

/** Any value: the reader of the document makes nothing but JSON. */
export const anyJson = z.unknown() as z.ZodType<Json>;

/** A text that is short enough to be shown and not empty. */
export function text(most = 1000): z.ZodString {
  return z.string().min(1).max(most);
}

const identifier = z.string().regex(/^[A-Za-z_$][A-Za-z0-9_$]*$/, 'must be a plain identifier');

/** A name of the user's choosing: shown in comments and typed in commands, so kept plain. */
export const plainName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be at most 64 letters, digits, dots, dashes and underscores');

const location = z
  .strictObject({
    file: text().optional().describe('Path from the root of the repository. Alone: the whole file.'),
    at: text()
      .optional()
      .describe('Dotted path in a YAML, JSON or TOML file: a.b[2].c, a["dotted.key"], env[name=X].value.'),
    env: identifier.optional().describe('Name of a variable in a dotenv file.'),
    const: identifier
      .optional()
      .describe('Name of a string constant in TypeScript, JavaScript, Python, Go or Java source.'),
    match: text().optional().describe('Regular expression (RE2) with one capture group, matched against the file.'),
    value: anyJson.optional().describe('The value itself, written here.'),
  })
  .describe('Where a value lives: a file (whole, or a spot in it), or the value itself.');

export type WrittenLocation = z.output<typeof location>;

const textLayer = z.union([
  text().describe('Path of a file: all of it.'),
  location,
  z
    .array(z.union([text(), location]))
    .min(1)
    .describe('Fragments, joined in this order.'),
]);

export type WrittenTextLayer = z.output<typeof textLayer>;

/** The keys of an application that say where its layers live. */
export const wiringKeys = {
  provider: z
    .union([plainName, location])
    .optional()
    .describe('Name of the provider, or where the name is written. Default: what the model ID suggests.'),
  model: location.describe('Where the model ID lives. It may carry its provider: openai:gpt-5.4-mini.'),
  deployment: location.optional().describe('Where region and service-tier live: an object with these keys.'),
  parameters: location.optional().describe('Where the inference parameters live: an object.'),
  system: textLayer.optional().describe('Where the system text lives. It is sent as it stands.'),
  prompt: textLayer
    .optional()
    .describe(
      'Where the prompt template lives ({{name}} placeholders). Default: the input of a case is the user message.',
    ),
};
