import fc from 'fast-check';
import { test } from 'vitest';

/** The same draws on every machine. Another one: `PROPERTY_SEED=7 npx vitest run test/property`. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_260_731);

/** A test that some statement holds for so many drawn values; its name tells the seed, a failure the smallest counterexample. */
export function property<T>(
  name: string,
  runs: number,
  drawn: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
): void {
  test(`${name} (${runs} runs, seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (value) => holds(value)),
      { seed: SEED, numRuns: runs },
    );
  });
}

/** Text made of the pieces that mean something somewhere, of plain letters, and of any character at all. */
export function textOf(pieces: readonly string[], maxLength = 24): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...pieces) },
    { weight: 2, arbitrary: fc.constantFrom('a', 'b', 'Z', '0', '7', 'é', '漢') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  return fc.array(piece, { maxLength }).map((parts) => parts.join(''));
}

/** Bytes that are text, text with a few bytes changed, or anything. */
export function bytesOf(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const encoded = text.map((written) => new TextEncoder().encode(written));
  const damaged = fc.tuple(encoded, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([bytes, at, byte]) => {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  });
  return fc.oneof(
    { weight: 6, arbitrary: encoded },
    { weight: 2, arbitrary: damaged },
    fc.uint8Array({ maxLength: 200 }),
  );
}
