import type { Problem } from '../../core/contracts/problem.ts';
import type { CommandAnswer } from '../../core/governance/command/answer.ts';
import type { GithubClient } from '../../github/client.ts';
import { upsertComment } from '../../github/comment.ts';
import type { PostedComment } from '../../github/comments.ts';
import { withLastCommand } from '../../github/last-command.ts';
import { findOwnComment } from '../../github/own-comment.ts';
import type { PullRequest } from '../../github/pull-request.ts';
import { type Reaction, react } from '../../github/reactions.ts';
import { answeringComment, lastCommandSection } from '../../report/command-answer.ts';
import { MARKER } from '../../report/markdown.ts';
import { problemsOf } from './problems-of.ts';
import type { Voice } from './voice.ts';

/** A comment that is answered, and where. */
export interface Conversation {
  readonly client: GithubClient;
  readonly comment: PostedComment;
  readonly pull: PullRequest;
  /** Whether a comment of ours may be written at all. */
  readonly choice: 'always' | 'on-change' | 'never';
  readonly voice: Pick<Voice, 'warn'>;
}

const REACTIONS: Readonly<Record<CommandAnswer['kind'], Reaction>> = {
  help: 'rocket',
  done: 'rocket',
  'not-understood': 'confused',
  refused: '-1',
};

/** Shows that a command is being carried out. What goes wrong is told and forgotten. */
export async function tellSeen({ client, comment, voice }: Conversation): Promise<void> {
  await unlessRefused(voice, () => react(client, comment.id, 'eyes'));
}

/**
 * Answers with a reaction and, unless the verdict says it all, with a short section of the one comment. That nobody hears of
 * an answer changes nothing of what was decided: what goes wrong is told in the log.
 */
export async function tellAnswer(
  conversation: Conversation,
  answer: CommandAnswer,
): Promise<{ readonly answer: CommandAnswer }> {
  const { client, comment, choice, voice } = conversation;
  await unlessRefused(voice, () => react(client, comment.id, REACTIONS[answer.kind]));
  if (answer.kind !== 'done' && choice !== 'never')
    await unlessRefused(voice, () => writeSection(conversation, answer));
  return { answer };
}

async function writeSection({ client, comment, pull }: Conversation, answer: CommandAnswer): Promise<void> {
  const own = await findOwnComment(client, pull.number, MARKER);
  const section = lastCommandSection(answer, { author: comment.author.login, url: comment.url });
  const body = withLastCommand(own?.body ?? answeringComment(), section);
  await upsertComment(client, pull.number, body, { expectedHead: pull.headSha });
}

async function unlessRefused(voice: Conversation['voice'], tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    const [problem] = problemsOf(error);
    if (problem.code === 'cancelled') throw error;
    voice.warn(unheard(problem));
  }
}

function unheard(problem: Problem): Problem {
  return { ...problem, hint: 'The answer to the comment stands in this log only.' };
}
