import type { ModelRequest } from '../contracts/cell.ts';
import { isJsonObject, type JsonObject } from '../contracts/json.ts';
import type { Layer, Place, Variant } from '../contracts/layer.ts';
import { ChangeoverError, type Problem } from '../contracts/problem.ts';
import { remembered } from '../contracts/remembered.ts';
import type { Case, Message } from '../contracts/suite.ts';
import { nearest } from '../scoring/nearest.ts';
import { type MissingValue, type ParsedTemplate, parseTemplate } from './template.ts';

/** What the prompt of a variant makes of a case: the messages to send, or why there are none. */
export type RenderedMessages =
  | { readonly ok: true; readonly messages: readonly Message[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * The request that a variant sends for a case: model, provider, parameters and system text as its layers have them (system
 * text is not a template), and one user message: the prompt filled from the case, or without a prompt the case's `input`.
 * The `messages` of a case are sent as they are. Throws a ChangeoverError when the prompt and the case do not fit together;
 * `checkTemplates` says so before the first call.
 */
export function renderRequest(variant: Variant, testCase: Case): ModelRequest {
  const rendered = renderMessages(variant, testCase);
  if (!rendered.ok) {
    const [first, ...rest] = rendered.problems;
    throw new ChangeoverError(first === undefined ? faultOf(variant, testCase, 'nothing to send') : [first, ...rest]);
  }
  const system = textOf(variant.layers.system);
  const { provider: _provider, ...deployment } = objectOf(variant.layers.deployment);
  return {
    provider: variant.provider,
    model: variant.model,
    // Providers refuse an empty system text; there is nothing in it to send.
    ...(system === undefined || system === '' ? {} : { system }),
    messages: rendered.messages,
    parameters: objectOf(variant.layers.parameters),
    deployment,
  };
}

/** The messages that a variant sends for a case. */
export function renderMessages(variant: Variant, testCase: Case): RenderedMessages {
  const { prompt } = variant.layers;
  if (prompt !== undefined) return fillPrompt(variant, prompt, testCase);
  if (testCase.messages !== undefined) return { ok: true, messages: testCase.messages };
  if (testCase.input !== undefined) return { ok: true, messages: [{ role: 'user', content: testCase.input }] };
  const hint = 'Name the application’s `prompt`, or give the case an `input`.';
  return refuse(faultOf(variant, testCase, 'the case has `vars`, and there is no prompt to put them into', { hint }));
}

/** The values that placeholders are filled from: `vars` or `input`, and `context`. */
export function valuesOf({ input, vars, context }: Case): JsonObject {
  return {
    ...(context === undefined ? {} : { context }),
    ...(input === undefined ? {} : { input }),
    ...vars,
  };
}

/** A layer's text parsed once, however many cases fill it. */
const parsed = remembered((prompt: Layer): ParsedTemplate => parseTemplate(textOf(prompt) ?? ''));

/** The prompt of a variant as a template; `undefined` when it has no prompt. */
export function templateOf({ layers: { prompt } }: Variant): ParsedTemplate | undefined {
  return prompt && parsed(prompt);
}

function fillPrompt(variant: Variant, prompt: Layer, testCase: Case): RenderedMessages {
  const template = templateOf(variant);
  if (template === undefined || !template.ok) {
    const { message = 'the prompt cannot be read', line, hint } = template?.fault ?? {};
    return refuse(problemAt(variant, prompt, { message, ...(hint === undefined ? {} : { hint }) }, line));
  }
  if (testCase.messages !== undefined) {
    const hint = 'Remove the prompt, or give the case `input` or `vars`.';
    return refuse(faultOf(variant, testCase, 'the case has `messages`, which a prompt leaves no place for', { hint }));
  }
  const values = valuesOf(testCase);
  const { text, missing, tooLarge } = template.template.fill(values);
  if (tooLarge)
    return refuse(faultOf(variant, testCase, 'the prompt grows past 16 MiB when it is filled from the case'));
  if (missing.length === 0) return { ok: true, messages: [{ role: 'user', content: text }] };
  return { ok: false, problems: missing.map((value) => missingValue(variant, prompt, testCase, values, value)) };
}

function missingValue(
  variant: Variant,
  prompt: Layer,
  testCase: Case,
  values: JsonObject,
  { name, line }: MissingValue,
): Problem {
  const close = nearest(name, Object.keys(values));
  const has = Object.keys(values).slice(0, 10).join(', ') || 'nothing';
  const hint = close === undefined || close === name ? `The case has ${has}.` : `Did you mean {{${close}}}?`;
  const message = `the placeholder {{${name}}} has no value`;
  return { ...problemAt(variant, prompt, { message, hint }, line), caseId: testCase.id };
}

function faultOf(variant: Variant, { id }: Case, message: string, more: { readonly hint?: string } = {}): Problem {
  return { code: 'template', message, side: variant.side, caseId: id, ...more };
}

function problemAt(
  { side }: Variant,
  prompt: Layer,
  words: { readonly message: string; readonly hint?: string },
  line: number | undefined,
): Problem {
  const place = placeIn(prompt, line);
  return { code: 'template', ...words, side, ...(place === undefined ? {} : { place }) };
}

/** A template's line is a file's line only where the template is one whole file. */
function placeIn({ places }: Layer, line: number | undefined): Place | undefined {
  const [only, ...others] = places;
  if (only === undefined || line === undefined) return only;
  const isWholeFile = others.length === 0 && (only.line === undefined || only.line === 1);
  return isWholeFile ? { file: only.file, line } : only;
}

function textOf(layer: Layer | undefined): string | undefined {
  return typeof layer?.value === 'string' ? layer.value : undefined;
}

function objectOf(layer: Layer | undefined): JsonObject {
  return isJsonObject(layer?.value) ? layer.value : {};
}

function refuse(problem: Problem): RenderedMessages {
  return { ok: false, problems: [problem] };
}
