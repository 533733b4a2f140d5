/** Ten moments of a run, in order, as what has happened so far or happens just now. */
export const MOMENTS = [
  'before the configuration is read',
  'with the pending status',
  'first call',
  'mid-run',
  'last call',
  'before the evidence',
  'with the last status',
  'between status and comment',
  'with the comment',
  'post step',
] as const;

export type Moment = (typeof MOMENTS)[number];

/** Cases of the matrix's suite; each is asked of both sides. */
export const CASES = 8;
export const CALLS = 2 * CASES;

/** Which call a moment is, from 1, where it is one. */
export const CALL_OF: Partial<Record<Moment, number>> = { 'first call': 1, 'mid-run': CASES, 'last call': CALLS };

/** The request of GitHub's API that a moment is, where it is one; `after`: how many of its kind come before. */
export const REQUEST_OF: Partial<Record<Moment, { readonly operation: string; readonly after: number }>> = {
  'before the configuration is read': { operation: 'pulls/get', after: 0 },
  'with the pending status': { operation: 'repos/create-commit-status', after: 0 },
  'with the last status': { operation: 'repos/create-commit-status', after: 1 },
  'between status and comment': { operation: 'issues/list-comments', after: 0 },
  'with the comment': { operation: 'issues/create-comment', after: 0 },
  // The post step has something to do only where the main step was killed; its first request asks how the status stands.
  'post step': { operation: 'repos/list-commit-statuses-for-ref', after: 0 },
};
