import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entrySpans, memberSpans, NoSuchJson } from '../../src/workspace/json-spans.ts';

const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const whole = (bytes: Buffer) => ({ start: 0, end: bytes.length });

function entriesOf(text: string): readonly string[] {
  const bytes = bytesOf(text);
  return [...entrySpans(bytes, whole(bytes))].map(({ start, end }) => bytes.toString('utf8', start, end));
}

function membersOf(text: string): readonly (readonly string[])[] {
  const bytes = bytesOf(text);
  const part = ({ start, end }: { start: number; end: number }) => bytes.toString('utf8', start, end);
  return [...memberSpans(bytes, whole(bytes))].map(({ name, value }) => [part(name), part(value)]);
}

describe('parts of JSON', () => {
  test('are those that the parser finds, however the text is laid out', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (list, indent) => {
        const found = entriesOf(JSON.stringify(list, null, indent)).map((text) => JSON.parse(text));
        expect(found).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2), (object, indent) => {
        const found = membersOf(JSON.stringify(object, null, indent)).map((pair) =>
          pair.map((text) => JSON.parse(text)),
        );
        expect(found).toEqual(Object.entries(JSON.parse(JSON.stringify(object))));
      }),
    );
  });

  test('need not be valid themselves', () => {
    expect(entriesOf(' [ 1 , nonsense, "a\\"],", {"b":[}] ] ')).toEqual(['1', 'nonsense', '"a\\"],"', '{"b":[}]']);
    expect(membersOf('{"a" : tru , "\\u0062":[1,2]}')).toEqual([
      ['"a"', 'tru'],
      ['"\\u0062"', '[1,2]'],
    ]);
  });

  test.each(['', '1', '{}', '[', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '[1] 2', '[]]', '["a]', '[{]', '[1:2]'])(
    'no list: %s',
    (text) => {
      expect(() => entriesOf(text)).toThrow(NoSuchJson);
    },
  );

  test.each(['', '[]', '{', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', '{"a":1 "b":2}', '{"a":1}}', '{"a":1} x'])(
    'no object: %s',
    (text) => {
      expect(() => membersOf(text)).toThrow(NoSuchJson);
    },
  );

  test('what is taken apart and parsed part by part is accepted just when the parser accepts the whole', () => {
    const piece = fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '1', 'x', ' ', '\\', '"a"', '[1]', 'null');
    const accepts = (read: () => unknown) => {
      try {
        read();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = `[${pieces.join('')}]`;
        expect(accepts(() => entriesOf(text).map((part) => JSON.parse(part)))).toBe(accepts(() => JSON.parse(text)));
      }),
      { numRuns: 3_000 },
    );
  });
});
