import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationJsonSchema } from '../../../src/workspace/configuration/json-schema.ts';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';

const root = new URL('../../../', import.meta.url);
const schema = JSON.parse(configurationJsonSchema());

/** The YAML blocks of the reference that are whole configurations. */
async function documentedConfigurations(): Promise<string[]> {
  const text = await readFile(new URL('docs/configuration.md', root), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.filter((block) => /^version: 1$/m.test(block));
}

/** Every key that the schema names, wherever it stands. */
function keysOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'properties' in node ? Object.keys(node.properties as object) : [];
  return [...own, ...Object.values(node).flatMap(keysOf)];
}

describe('changeover.schema.json', () => {
  test('is what the definition makes (renew it with vitest -u)', async () => {
    await expect(configurationJsonSchema()).toMatchFileSnapshot('../../../changeover.schema.json');
  });

  test('accepts what the parser accepts and refuses unknown keys', async () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    const documented = await documentedConfigurations();
    expect(documented.length).toBeGreaterThanOrEqual(2);
    for (const text of documented) {
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
      expect(parseConfiguration(text, 'docs.yml').applications.length).toBeGreaterThan(0);
      expect(validate({ ...parse(text), polcy: {} })).toBe(false);
    }
  });

  test('explains every key', () => {
    const undescribed = (node: unknown, path: string): string[] => {
      if (typeof node !== 'object' || node === null) return [];
      const properties = 'properties' in node ? Object.entries(node.properties as object) : [];
      const bare = properties.filter(([, value]) => !value.description).map(([key]) => `${path}.${key}`);
      return [...bare, ...Object.entries(node).flatMap(([key, value]) => undescribed(value, `${path}.${key}`))];
    };
    expect(undescribed(schema, '')).toEqual([]);
  });
});

test('docs/configuration.md names every key', async () => {
  const text = await readFile(new URL('docs/configuration.md', root), 'utf8');
  const missing = [...new Set(keysOf(schema))].filter(
    (key) => !text.includes(`\`${key}\``) && !text.includes(`.${key}\``),
  );
  expect(missing).toEqual([]);
});
