import { z } from 'zod';
import { configurationSchema } from './schema.ts';

/**
 * The text of `changeover.schema.json`: the definition that the parser uses, as JSON Schema (draft 7, which editors read), so
 * that they complete and check `.github/changeover.yml`. What one value means for another is left to the parser.
 */
export function configurationJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(configurationSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ $schema, title: 'Changeover', ...schema }, null, 2)}\n`;
}
