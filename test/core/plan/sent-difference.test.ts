import { describe, expect, it } from 'vitest';
import type { LayerChange } from '../../../src/core/contracts/change.ts';
import type { Json } from '../../../src/core/contracts/json.ts';
import type { LayerName } from '../../../src/core/contracts/layer.ts';
import type { Case } from '../../../src/core/contracts/suite.ts';
import { sentDifference } from '../../../src/core/plan/sent-difference.ts';

const change = (layer: LayerName, source: Json | undefined, target: Json | undefined): LayerChange => ({
  layer,
  ...(source === undefined ? {} : { source: { name: layer, value: source, places: [] } }),
  ...(target === undefined ? {} : { target: { name: layer, value: target, places: [] } }),
});
const prompt = (source: string | undefined, target: string | undefined) => change('prompt', source, target);

function cases(...vars: readonly Record<string, Json>[]): Case[] {
  return vars.map((values, index) => ({ id: `c${index}`, vars: values, slices: [], critical: false, line: index + 1 }));
}

const PLAIN = cases({ name: 'A' }, { name: 'B' });

describe('what a change makes of the requests', () => {
  it('is nothing when only a comment changed, whatever the cases', () => {
    const edit = prompt('Dear {{name}}', 'Dear {{! polite }}{{name}}');
    expect(sentDifference([edit], PLAIN)).toBe('none');
    expect(sentDifference([edit], [])).toBe('none');
  });

  it('is not reached when the suite opens no section that changed', () => {
    const edit = prompt('Dear {{name}}', 'Dear {{name}}{{#vip}}, at your service{{/vip}}');
    expect(sentDifference([edit], PLAIN)).toBe('not-reached');
    expect(sentDifference([edit], [...PLAIN, ...cases({ name: 'C', vip: true })])).toBe('reached');
  });

  it('is not reached when names are swapped that every case fills alike', () => {
    const edit = prompt('{{first}}', '{{second}}');
    expect(sentDifference([edit], cases({ first: 'x', second: 'x' }))).toBe('not-reached');
    expect(sentDifference([edit], cases({ first: 'x', second: 'x' }, { first: 'x', second: 'y' }))).toBe('reached');
  });

  it.each([
    ['text that is sent', [prompt('Dear {{name}}', 'Dear {{name}}!')]],
    ['white space that is sent', [prompt('Dear {{name}}', 'Dear {{name}} ')]],
    ['a prompt that comes', [prompt(undefined, 'Dear {{name}}')]],
    ['a prompt that goes', [prompt('Dear {{name}}', undefined)]],
    ['a system text, which is no template', [change('system', 'Be kind. {{! a }}', 'Be kind. {{! b }}')]],
    ['a model', [change('model', 'a', 'b')]],
    ['a parameter beside a comment', [prompt('{{name}}', '{{! a }}{{name}}'), change('parameters', {}, { top_p: 1 })]],
    ['a model beside a comment', [change('model', 'a', 'b'), prompt('{{name}}', '{{! a }}{{name}}')]],
    ['nothing that is known', []],
  ])('is reached by %s', (_, changed) => expect(sentDifference(changed, PLAIN)).toBe('reached'));

  it('is taken for reached when a case cannot be filled, has messages, or there is none', () => {
    const edit = prompt('{{name}}', '{{name}}{{#vip}}!{{/vip}}');
    const messages: Case = {
      id: 'm',
      messages: [{ role: 'user', content: 'x' }],
      slices: [],
      critical: false,
      line: 9,
    };
    expect(sentDifference([edit], cases({ other: 'x' }))).toBe('reached');
    expect(sentDifference([edit], [messages])).toBe('reached');
    expect(sentDifference([edit], [])).toBe('reached');
  });
});
