import { describe, expect, it } from 'vitest';
import type { Location, Wiring } from '../../../src/core/contracts/configuration.ts';
import type { ProviderDefinition } from '../../../src/core/contracts/yardstick.ts';
import { LayerFiles } from '../../../src/workspace/variants/layer-files.ts';
import { readVariant } from '../../../src/workspace/variants/read-variant.ts';
import { type Entry, memoryRepository } from '../../support/memory-repository.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const place = { file: '.github/changeover.yml', line: 4 };
const providers: ProviderDefinition[] = ['bedrock', 'openai'].map((name) => ({
  name,
  type: name as 'bedrock' | 'openai',
  concurrency: 8,
  timeoutMs: 1000,
}));

const value = (inline: string): Location => ({ kind: 'value', value: inline, place });
const file = (path: string): Location => ({ kind: 'file', file: path, place });

async function read(layers: Wiring['layers'], tree: Readonly<Record<string, Entry>> = {}, provider?: Location) {
  const repository = memoryRepository({ [COMMIT]: tree });
  const wiring = { application: 'triage', layers, ...(provider === undefined ? {} : { provider }), place };
  const reading = await readVariant({
    files: new LayerFiles(repository),
    commit: COMMIT,
    side: 'source',
    wiring,
    providers,
  });
  return { reading, reads: repository.reads };
}

describe('readVariant', () => {
  it('reads each file once, whatever it holds', async () => {
    const at = (path: string): Location => ({ kind: 'at', file: 'a.yml', at: path, place });
    const { reading, reads } = await read(
      { model: at('m'), system: at('s'), prompt: at('p') },
      { 'a.yml': 'm: gpt-4o\ns: S\np: P\n' },
    );
    expect(reading).toMatchObject({
      kind: 'found',
      variant: { commit: COMMIT, side: 'source', model: 'gpt-4o', provider: 'openai' },
    });
    expect(reads).toEqual([`${COMMIT}:a.yml`]);
  });

  it('takes a whole file as a model ID without its white space', async () => {
    const { reading } = await read({ model: file('model.txt') }, { 'model.txt': ' gpt-4o \n' });
    expect(reading).toMatchObject({
      variant: { model: 'gpt-4o', layers: { model: { places: [{ file: 'model.txt', line: 1 }] } } },
    });
  });

  it('keeps the place of a prefix or of `provider:` for the deployment', async () => {
    const prefixed = await read({ model: value('bedrock:amazon.nova-lite-v1:0') });
    expect(prefixed.reading).toMatchObject({
      variant: {
        model: 'amazon.nova-lite-v1:0',
        layers: { deployment: { value: { provider: 'bedrock' }, places: [place] } },
      },
    });
    const located = await read(
      { model: value('amazon.nova-lite-v1:0') },
      { '.env': 'P=bedrock\n' },
      { kind: 'env', file: '.env', env: 'P', place },
    );
    expect(located.reading).toMatchObject({
      variant: { layers: { deployment: { places: [{ file: '.env', line: 1 }] } } },
    });
  });

  it('says missing only when every layer in a file is', async () => {
    const layers = { model: value('gpt-4o'), system: file('s.md'), prompt: file('p.md') };
    expect((await read(layers)).reading).toMatchObject({
      kind: 'missing',
      problems: [{ message: 'there is no file s.md at 0123456' }, {}],
    });
    expect((await read(layers, { 's.md': 'S' })).reading).toMatchObject({
      kind: 'problems',
      problems: [{ place, application: 'triage', side: 'source' }],
    });
    expect((await read({ model: value('gpt-4o') })).reading.kind).toBe('found');
  });

  it('does not count a missing provider as a missing layer', async () => {
    const { reading } = await read(
      { system: file('s.md'), prompt: file('p.md') },
      { 's.md': 'S' },
      file('provider.txt'),
    );
    expect(reading).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'layer-missing' }, { code: 'layer-missing' }],
    });
  });

  it('tells a path that leaves the repository as a problem', async () => {
    const { reading } = await read({ model: file('../secret') });
    expect(reading).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'path', message: '../secret leaves the repository', place }],
    });
  });

  it('lets a repository that cannot answer be heard', async () => {
    const repository = { ...memoryRepository({}), read: () => Promise.reject(new Error('the disk is gone')) };
    const wiring = { application: 'triage', layers: { model: file('m.txt') }, place };
    await expect(
      readVariant({ files: new LayerFiles(repository), commit: COMMIT, side: 'source', wiring, providers }),
    ).rejects.toThrow('the disk is gone');
  });

  it('refuses a region that contradicts the ARN', async () => {
    const { reading } = await read({
      model: value('arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0'),
      deployment: { kind: 'value', value: { region: 'us-east-1' }, place },
    });
    expect(reading).toMatchObject({
      problems: [{ message: "deployment says region us-east-1, the model's ARN says eu-west-1" }],
    });
  });

  it('names the place of an undefined provider', async () => {
    const { reading } = await read(
      { model: value('gpt-4o') },
      {},
      { kind: 'value', value: 'opnai', place: { ...place, line: 9 } },
    );
    expect(reading).toMatchObject({
      problems: [{ code: 'provider', place: { line: 9 }, hint: expect.stringContaining('Did you mean "openai"?') }],
    });
  });

  it('needs a model', async () => {
    expect((await read({ prompt: value('P') })).reading).toMatchObject({
      problems: [{ code: 'config-invalid', message: 'no model is configured' }],
    });
  });
});
