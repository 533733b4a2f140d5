/** How much a commit status proves: `docs/security.md`, levels of trust. */
export const TRUST_LEVELS = ['A', 'B', 'unknown'] as const;

/**
 * What a level follows from. `app`: a rule takes the status from the App alone that wrote it. `workflow`: a rule requires the
 * very workflow. `token`: `GITHUB_TOKEN` wrote it, as any workflow can. `any-source`: an App wrote it, and the rule takes it
 * from anybody. `no-rule`: no rule of a ruleset names the status; older branch protection does not tell. `unread`: GitHub
 * did not say.
 */
export const TRUST_GROUNDS = ['app', 'workflow', 'token', 'any-source', 'no-rule', 'unread'] as const;

/** Said, never acted upon. */
export interface Trust {
  readonly level: (typeof TRUST_LEVELS)[number];
  readonly because: (typeof TRUST_GROUNDS)[number];
}
