import { ChangeoverError } from './core/contracts/problem.ts';

/** What the Action can be asked to do in this version. */
const BUILT_COMMANDS = ['check', 'plan', 'evaluate', 'publish', 'respond', 'monitor'] as const;
const SPECIFIED_COMMANDS = ['release', 'propose'] as const;
const COMMENT_CHOICES = ['always', 'on-change', 'never'] as const;

type Command = (typeof BUILT_COMMANDS)[number];
type CommentChoice = (typeof COMMENT_CHOICES)[number];

/** The Action's inputs, read once; nothing downstream meets a raw string. */
export interface Inputs {
  /** Empty where none is needed: by `evaluate`. */
  readonly token: string;
  readonly config: string;
  readonly command: Command;
  /** Only where the event names none. */
  readonly pullRequest?: number;
  /** The only head that may be evaluated, because it is the one that was approved; absent: whatever is the head. */
  readonly headSha?: string;
  /** SHA-256 of the plan that `evaluate` may work from; the other commands need none. */
  readonly planDigest?: string;
  readonly comment: CommentChoice;
  readonly evidenceDir: string;
}

const BY_EVENT: Readonly<Record<string, string>> = {
  pull_request: 'check',
  pull_request_target: 'check',
  pull_request_review: 'check',
  merge_group: 'check',
  workflow_dispatch: 'check',
  issue_comment: 'respond',
  push: 'release',
  schedule: 'monitor',
};

/** `get` returns an input's text, empty when it is not given. Throws a `usage` or `not-built` error that names the input. */
export function readInputs(get: (name: string) => string, eventName: string): Inputs {
  const number = get('pull-request').trim();
  const head = get('head-sha').trim();
  const command = commandOf(get('command').trim() || 'auto', eventName);
  const token = get('github-token');
  return {
    token: command === 'evaluate' ? token.trim() : required(token, 'github-token'),
    config: required(get('config'), 'config'),
    command,
    ...(head === '' ? {} : { headSha: hexadecimal(head, 40, 'head-sha') }),
    ...planDigest(get('plan-digest').trim(), command),
    ...(number === '' ? {} : { pullRequest: pullRequestNumber(number) }),
    comment: oneOf(COMMENT_CHOICES, get('comment').trim() || 'always', 'comment'),
    evidenceDir: required(get('evidence-dir'), 'evidence-dir'),
  };
}

function commandOf(text: string, eventName: string): Command {
  const name = text === 'auto' ? BY_EVENT[eventName] : text;
  const built = BUILT_COMMANDS.find((command) => command === name);
  if (built) return built;
  if (name === undefined) {
    throw usage(
      `The event "${eventName}" has no command`,
      'Run Changeover on pull_request, pull_request_target, pull_request_review, merge_group or workflow_dispatch, or set the input `command`.',
    );
  }
  if (SPECIFIED_COMMANDS.some((command) => command === name)) {
    throw new ChangeoverError({
      code: 'not-built',
      message: `The command "${name}" is not built in this version`,
      hint: `Remove the event "${eventName}" from the workflow's triggers, or set the input \`command\` to \`check\`.`,
    });
  }
  throw usage(`"${name}" is no command`, `The input \`command\` takes auto, ${BUILT_COMMANDS.join(', ')}.`);
}

function pullRequestNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < 1) throw usage(`The input \`pull-request\` is not a number: ${text}`);
  return number;
}

function planDigest(text: string, command: Command): Pick<Inputs, 'planDigest'> {
  if (text !== '') return { planDigest: hexadecimal(text, 64, 'plan-digest') };
  if (command !== 'evaluate') return {};
  throw usage(
    'The input `plan-digest` is empty: without it any plan would be followed, and the credentials of this job be sent where it says',
    'Set it to the output `plan-digest` of the job that made the plan, by way of `needs`.',
  );
}

function hexadecimal(text: string, digits: number, name: string): string {
  if (text.length === digits && /^[0-9a-f]+$/.test(text)) return text;
  throw usage(`The input \`${name}\` is not ${digits} hexadecimal digits: ${text}`);
}

function required(text: string, name: string): string {
  if (text.trim() === '') throw usage(`The input \`${name}\` is empty`);
  return text.trim();
}

function oneOf<T extends string>(choices: readonly T[], text: string, name: string): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw usage(`The input \`${name}\` takes ${choices.join(', ')}; it is "${text}"`);
  return choice;
}

function usage(message: string, hint?: string): ChangeoverError {
  return new ChangeoverError({ code: 'usage', message, ...(hint === undefined ? {} : { hint }) });
}
