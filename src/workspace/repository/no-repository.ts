import type { Problem } from '../../core/contracts/problem.ts';

interface Refusal {
  /** Words of git, which is run in English. */
  readonly says: string;
  readonly message: string;
  readonly hint: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    says: 'not a git repository',
    message: 'this folder is in no git repository',
    hint: 'Run Changeover inside a clone of your repository.',
  },
  {
    says: 'must be run in a work tree',
    message: 'this folder belongs to git itself (a bare repository, or `.git`) and has no work tree',
    hint: 'Run Changeover in a work tree; a bare repository gets one by: git worktree add ../work-tree',
  },
  {
    says: 'dubious ownership',
    message: 'git does not read this repository, because it belongs to another user',
    hint: 'If you trust it, tell git so:',
  },
];

/** The command that git proposes, with the folder in it. */
const PROPOSAL = /git config --global .+/;

/** Why git told no repository, given what it wrote on standard error. */
export function noRepository(words: string): Problem {
  const refusal = REFUSALS.find(({ says }) => words.includes(says));
  if (refusal !== undefined) {
    const [command] = PROPOSAL.exec(words) ?? [];
    const hint = command === undefined ? refusal.hint : `${refusal.hint} ${command}`;
    return { code: 'repository', message: refusal.message, hint };
  }
  return {
    code: 'repository',
    message: `git cannot read the repository of this folder: ${words.trim().slice(0, 300) || 'it did not say why'}`,
    hint: 'Run Changeover inside a clone of your repository, with git 2.30 or newer.',
  };
}

/** Why git did not even start, given the words of the system. */
export function gitDoesNotStart(words: string): Problem {
  return {
    code: 'repository',
    message: `git does not start, and Changeover reads the repository with it: ${words}`,
    hint: words.includes('ENOENT')
      ? 'Install git, or add its folder to PATH.'
      : 'Have the system start it: EMFILE, say, wants a higher `ulimit -n`.',
  };
}
