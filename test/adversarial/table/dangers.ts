/** Every threat of the threat model in `docs/security.md`, by its number there. */
export const THREATS = {
  T1: 'a pull request edits the policy or the bounds',
  T2: 'a pull request deletes cases, edits what is expected, or swaps a scorer',
  T3: 'a pull request swaps prices',
  T4: 'code of the head runs with secrets',
  T5: 'a workflow of the pull request posts the status itself',
  T6: 'a fork wants its change evaluated',
  T7: 'markup in outputs breaks out of the comment',
  T8: 'somebody plants the comment before the bot',
  T9: 'outputs give commands to the runner',
  T10: 'YAML that explodes, overrides or hides',
  T11: 'paths that leave the repository',
  T12: 'patterns and files that take for ever',
  T13: 'characters that look like others, or like none',
  T14: 'requests that are sent elsewhere',
  T15: 'secrets in errors, logs and artifacts',
  T16: 'an artifact of somebody else is believed',
  T17: 'kept replies are poisoned',
  T18: 'a verdict outlives its head or its base',
  T19: 'two runs race and the older one ends last',
  T20: 'the base moves, and what merges is not what was judged',
  T21: 'somebody waives or approves who may not',
  T22: 'runs are asked for without end',
  T23: 'an outage reads as a pass',
  T24: 'a status stays pending for ever',
  T25: 'a dependency or an action is hijacked',
  T26: 'the record is rewritten afterwards',
  T27: 'an output talks to the judge',
  T28: 'a change of a model hides from detection',
} as const;

/** Every fault of `docs/security.md`, by its number there. */
export const FAULTS = {
  F1: 'the provider throttles',
  F2: 'the provider answers 5xx, or that its model failed',
  F3: 'the provider is slower than the deadline',
  F4: 'the connection breaks',
  F5: 'a reply ends half-way',
  F6: 'a reply is not what it should be',
  F7: 'the provider refuses: 400, 403, 404',
  F8: 'credentials expire mid-run',
  F9: "GitHub's rate limits",
  F10: 'GitHub fails while the comment is written',
  F11: 'the token lacks a permission',
  F12: 'the status cannot be written',
  F13: 'an event comes twice, or late',
  F14: 'the job is cancelled or runs out of time',
  F15: 'the runner is killed',
  F16: 'the disk refuses',
  F17: "the runner's clock is wrong",
  F18: 'the comment is deleted, the conversation locked, the pull request closed, the fork deleted',
} as const;

export type Danger = keyof typeof THREATS | keyof typeof FAULTS;

export const DANGERS: Readonly<Record<Danger, string>> = { ...THREATS, ...FAULTS };
