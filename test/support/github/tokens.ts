import type { Operation } from './contract.ts';

/** What `permissions:` of a workflow can grant, by GitHub's REST names. */
export interface Permissions {
  readonly contents?: 'read' | 'write';
  readonly pull_requests?: 'read' | 'write';
  readonly issues?: 'read' | 'write';
  readonly statuses?: 'read' | 'write';
  readonly checks?: 'read' | 'write';
  readonly actions?: 'read' | 'write';
}

/** The least that Changeover asks of a workflow. */
export const LEAST_PERMISSIONS: Permissions = { contents: 'read', pull_requests: 'write', statuses: 'write' };

/** A token that the stand-in for GitHub knows. */
export interface Identity {
  /** `github-actions[bot]`, another app's bot, or a user. */
  readonly login: string;
  readonly kind: 'bot' | 'user';
  /** Absent for users, whose tokens may do what they may. */
  readonly permissions?: Permissions;
  /** The emulator's own token that requests are forwarded with. */
  readonly upstream: string;
}

type Need = { readonly anyOf: readonly (keyof Permissions)[]; readonly level: 'read' | 'write' };

const CONTENTS: Need = { anyOf: ['contents'], level: 'read' };
const COMMENTING: Need = { anyOf: ['issues', 'pull_requests'], level: 'write' };

const ACTIONS: Need = { anyOf: ['actions'], level: 'read' };

const NEEDS: Readonly<Record<string, Need>> = {
  'actions/download-artifact': ACTIONS,
  'actions/get-workflow-run': ACTIONS,
  'actions/list-artifacts-for-repo': ACTIONS,
  'git/create-commit': { anyOf: ['contents'], level: 'write' },
  'git/create-ref': { anyOf: ['contents'], level: 'write' },
  'git/create-tree': { anyOf: ['contents'], level: 'write' },
  'git/get-blob': CONTENTS,
  'git/get-commit': CONTENTS,
  'git/get-ref': CONTENTS,
  'git/get-tree': CONTENTS,
  'issues/create-comment': COMMENTING,
  'issues/delete-comment': COMMENTING,
  'issues/list-comments-for-repo': { anyOf: ['issues', 'pull_requests'], level: 'read' },
  'issues/list-events': { anyOf: ['issues', 'pull_requests'], level: 'read' },
  'issues/get-comment': { anyOf: ['issues', 'pull_requests'], level: 'read' },
  'reactions/create-for-issue-comment': COMMENTING,
  'issues/list-comments': { anyOf: ['issues', 'pull_requests'], level: 'read' },
  'issues/update-comment': COMMENTING,
  'pulls/get': { anyOf: ['pull_requests'], level: 'read' },
  'pulls/list': { anyOf: ['pull_requests'], level: 'read' },
  'pulls/list-files': { anyOf: ['pull_requests'], level: 'read' },
  'pulls/merge': { anyOf: ['contents'], level: 'write' },
  'repos/compare-commits-with-basehead': CONTENTS,
  'repos/create-commit-status': { anyOf: ['statuses'], level: 'write' },
  'repos/get-branch': CONTENTS,
  'repos/get-combined-status-for-ref': { anyOf: ['statuses'], level: 'read' },
  'repos/get-commit': CONTENTS,
  'repos/get-content': CONTENTS,
  'repos/list-commit-statuses-for-ref': { anyOf: ['statuses'], level: 'read' },
};

/** Whether the token may call the operation; users and operations without a listed need always may. */
export function isPermitted(identity: Identity, operation: Operation): boolean {
  const need = NEEDS[operation.id];
  const granted = identity.permissions;
  if (granted === undefined || need === undefined) return true;
  return need.anyOf.some((name) => granted[name] === 'write' || granted[name] === need.level);
}
