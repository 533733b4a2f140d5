import type { GithubClient } from './client.ts';
import { calling } from './errors.ts';

/** `eyes`: it was seen. `rocket`: it was done. `confused`: it cannot be understood. `-1`: it is refused. */
export type Reaction = 'eyes' | 'rocket' | 'confused' | '-1';

/** Reacts to a comment; the same reaction twice is one. Throws a ChangeoverError when GitHub refuses. */
export async function react(client: GithubClient, comment: number, content: Reaction): Promise<void> {
  const { owner, repo } = client;
  await calling(`react to comment ${comment}`, 'pull-requests: write', () =>
    client.rest.reactions.createForIssueComment({ owner, repo, comment_id: comment, content }),
  );
}
