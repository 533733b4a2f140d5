import { stringify } from 'yaml';
import type { Files } from '../../support/github/pull-request.ts';
import type { Script, Scripted, ServedCall } from '../../support/model-servers/script.ts';

/** The models of the example application, before and after; both have a price in the bundled table. */
export const OLD_MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';
export const NEW_MODEL = 'amazon.nova-lite-v1:0';

/** Path of the configuration. */
export const CONFIG = '.github/changeover.yml';

export interface TriageCase {
  readonly id: string;
  readonly input: string;
  readonly expected: string;
  readonly slice?: string;
  readonly critical?: boolean;
}

type Keys = Readonly<Record<string, unknown>>;

/** What differs from the usual application. */
export interface TriageOptions {
  readonly model?: string;
  readonly prompt?: string;
  readonly cases?: readonly TriageCase[];
  /** Keys of the application's configuration. */
  readonly application?: Keys;
  /** Keys of the policy. */
  readonly policy?: Keys;
  /** Other top-level keys: `providers`, `prices` … */
  readonly configuration?: Keys;
  /** Further applications. */
  readonly applications?: Readonly<Record<string, Keys>>;
  /** Files beside those of the application, or in place of them. */
  readonly files?: Files;
}

/** All files of a repository with one application, `triage`, which sorts 20 tickets through Bedrock. */
export function triage(options: TriageOptions = {}): Files {
  const { model = OLD_MODEL, prompt = '{{input}}\n', cases = tickets(20) } = options;
  return {
    [CONFIG]: triageConfiguration(options),
    'app/triage.yml': stringify({ llm: { model, parameters: { maxTokens: 64 } } }),
    'prompts/triage.md': prompt,
    'evals/triage.jsonl': jsonLines(cases),
    ...options.files,
  };
}

function triageConfiguration({ application, policy, configuration, applications }: TriageOptions): string {
  return stringify({
    version: 1,
    ...configuration,
    applications: {
      triage: {
        model: { file: 'app/triage.yml', at: 'llm.model' },
        parameters: { file: 'app/triage.yml', at: 'llm.parameters' },
        prompt: 'prompts/triage.md',
        suite: 'evals/triage.jsonl',
        acceptance: { accuracy: { 'max-drop': 0.2 } },
        ...application,
      },
      ...applications,
    },
    ...(policy === undefined ? {} : { policy }),
  });
}

export function jsonLines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** So many cases, numbered from 1; `more` adds to some of them. */
export function tickets(
  count: number,
  more: (number: number) => Partial<TriageCase> = () => ({}),
): readonly TriageCase[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `case-${index + 1}`,
    input: `Ticket ${index + 1}: where is my parcel?`,
    expected: 'delivery',
    ...more(index + 1),
  }));
}

/** Numbers from one to another, both included. */
export function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The ticket that a call is about; 0 when it names none. */
export function ticketOf({ messages }: Pick<ServedCall, 'messages'>): number {
  return Number(/Ticket (\d+)/.exec(messages.map(({ content }) => content).join('\n'))?.[1] ?? 0);
}

const RIGHT: Scripted = { text: 'delivery', inputTokens: 20, outputTokens: 2 };
const WRONG: Scripted = { text: 'billing', inputTokens: 20, outputTokens: 2 };

/** Models that answer every ticket rightly, but for those that are listed by model. */
export function answering(wrong: Readonly<Record<string, readonly number[]>> = {}): Script {
  return (call) => (wrong[call.model]?.includes(ticketOf(call)) ? WRONG : RIGHT);
}

/** Like `answering`, but one model gets what `script` says; where that says nothing it answers rightly. */
export function unless(model: string, script: (call: ServedCall) => Scripted | undefined): Script {
  return (call) => (call.model === model ? (script(call) ?? RIGHT) : RIGHT);
}
