import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OneShotSha256 } from '../../src/models/one-shot-sha256.ts';

const hex = async (hash: OneShotSha256) => Buffer.from(await hash.digest()).toString('hex');

describe('OneShotSha256', () => {
  it.each([[[]], [['']], [['a request']], [['in ', 'several ', 'pieces: ü']]])('hashes %j', async (pieces) => {
    const hash = new OneShotSha256();
    for (const piece of pieces) hash.update(piece);
    expect(await hex(hash)).toBe(createHash('sha256').update(pieces.join('')).digest('hex'));
  });

  it('takes bytes of every kind, a view of a larger buffer among them', async () => {
    const large = Buffer.from('before|inside|after');
    const hash = new OneShotSha256();
    hash.update(large.subarray(7, 13));
    hash.update(Uint8Array.from(large.subarray(13)).buffer);
    expect(await hex(hash)).toBe(createHash('sha256').update('inside|after').digest('hex'));
  });

  it('is an HMAC where there is a secret, as text or as bytes', async () => {
    const expected = createHmac('sha256', 'a secret').update('a text').digest('hex');
    for (const secret of ['a secret', Buffer.from('a secret')]) {
      const hmac = new OneShotSha256(secret);
      hmac.update('a text');
      expect(await hex(hmac)).toBe(expected);
    }
  });

  it('tells one secret and one text from another, the same asked for twice', async () => {
    const pairs = [
      ['one', 'text'],
      ['one', 'text'],
      ['two', 'text'],
      ['one', 'other'],
    ] as const;
    for (const [secret, text] of pairs) {
      const hmac = new OneShotSha256(secret);
      hmac.update(text);
      expect(await hex(hmac)).toBe(createHmac('sha256', secret).update(text).digest('hex'));
    }
  });

  it.each([undefined, 'a secret'])('begins anew after a reset (secret: %s)', async (secret) => {
    const [used, fresh] = [new OneShotSha256(secret), new OneShotSha256(secret)];
    used.update('something else');
    used.reset();
    for (const hash of [used, fresh]) hash.update('a text');
    expect(await hex(used)).toBe(await hex(fresh));
  });
});
