import { describe, expect, it } from 'vitest';
import { sameTemplate } from '../../../src/core/plan/same-template.ts';

describe('templates that send the same, whatever they are filled with', () => {
  it.each([
    ['a comment', 'Sort {{input}}', 'Sort {{! the ticket }}{{input}}'],
    ['a line with nothing but a comment', 'Sort:\n{{input}}\n', 'Sort:\n{{! one of two }}\n{{input}}\n'],
    ['white space inside of tags', '{{#vip}}Dear {{name}}{{/vip}}', '{{# vip }}Dear {{  name }}{{/ vip }}'],
    ['ways to name a value', '{{name}}', '{{{name}}}'],
    ['ways to name a value, with an ampersand', '{{name}}', '{{& name}}'],
    ['a comment in a section', '{{#a}}x{{/a}}', '{{#a}}{{! why }}x{{/a}}'],
    ['a comment between two texts', 'one two', 'one {{! and }}two'],
  ])('%s', (_, a, b) => {
    expect(sameTemplate(a, b)).toBe(true);
    expect(sameTemplate(b, a)).toBe(true);
  });
});

describe('templates that may send something else', () => {
  it.each([
    ['a word', 'Sort {{input}}', 'Order {{input}}'],
    ['white space that is sent', 'Sort {{input}}', 'Sort  {{input}}'],
    ['a comment beside text, whose line stays', 'a\nb\n', 'a\n {{! c }} \nb\n {{! d }} e'],
    ['a name', '{{input}}', '{{context}}'],
    ['a section around what was always there', 'Be kind. {{input}}', '{{#vip}}Be kind. {{/vip}}{{input}}'],
    ['a section turned round', '{{#vip}}x{{/vip}}', '{{^vip}}x{{/vip}}'],
    ['a text that looks like a comment', '{{input}}', '{{input}} <!-- note -->'],
    ['two that cannot be read', '{{#a}}', '{{#a}}'],
  ])('%s', (_, a, b) => expect(sameTemplate(a, b)).toBe(false));
});
