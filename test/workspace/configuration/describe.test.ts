import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../../src/core/contracts/configuration.ts';
import { describeConfiguration } from '../../../src/workspace/configuration/describe.ts';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';

const SMALLEST = `version: 1
applications:
  triage:
    model: { value: gpt-4o }
    suite: evals/triage.jsonl
`;

const RICH = `version: 1
providers: { recorded: { file: evals/recorded.jsonl }, google: { type: bedrock, region: eu-west-1 }, openai: { private-network: true } }
prices: { constructor: { input: 1, output: 2 } }
applications:
  triage:
    provider: { file: .env, env: PROVIDER }
    model: { file: a.py, const: MODEL }
    parameters: { value: { temperature: 0, stop: ["\\n"] } }
    prompt: [a.md, { file: b.txt, match: "x(.*)" }, { file: c.yml, at: a.b }]
    suite:
      cases: evals/triage.csv
      trials: 2
      fields: { expected: answer, input: question }
      scorers:
        accuracy: { type: regex, pattern: "^a", extract: { regex: "(b)" } }
        shape: { type: json-fields, fields: [a, b], extract: code-block, normalise: [trim], pass-at: 0.5 }
        part: { type: contains, extract: { json: a.b } }
    acceptance:
      accuracy: { min: 0.5, max-drop: 0.1, slices: [a, b], because: "it: is so" }
      shape: { min: 0.5, max-drop: 0.1, evidence: point }
      any-of: [{ cost: { max-ratio: 0.5 } }, { cost: { max-rise: 0 }, part: { min: 0.1, enforce: report } }]
policy: { mode: observe, owners: ["@me"] }
`;

/** Without places, the text as written, and what is known to differ once the cap is spelled out. */
function meaning({ document, ...configuration }: Configuration): unknown {
  return JSON.parse(JSON.stringify(configuration), (key, value) =>
    key === 'place' || key === 'capDefaulted' ? undefined : value,
  );
}

describe('a configuration with its defaults spelled out', () => {
  test.each([
    ['the smallest', SMALLEST],
    ['a rich one', RICH],
  ])('means the same when it is read again: %s', (_, text) => {
    const configuration = parseConfiguration(text, 'a.yml');
    const spelledOut = describeConfiguration(configuration);
    expect(meaning(parseConfiguration(spelledOut, 'a.yml'))).toEqual(meaning(configuration));
    expect(describeConfiguration(parseConfiguration(spelledOut, 'a.yml'))).toBe(spelledOut);
  });

  test('says what was left out', () => {
    const text = describeConfiguration(parseConfiguration(SMALLEST, 'a.yml'));
    expect(text).toContain('max-cost-usd: 20\n');
    expect(text).toContain(
      '        accuracy:\n          type: exact-match\n          normalise:\n            - trim\n',
    );
    expect(text).toContain(
      '      accuracy:\n        max-drop: 0.05\n        enforce: block\n        evidence: interval\n',
    );
    expect(text).toContain('api-key-env: GEMINI_API_KEY\n');
  });
});
