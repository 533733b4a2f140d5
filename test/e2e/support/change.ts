import { makeRepository, type TestRepository, type WorkTreeFiles } from '../../support/git.ts';
import type { Files } from '../../support/github/pull-request.ts';
import { longLimits } from '../../support/long-limits.ts';
import type { ModelServer } from '../../support/model-servers/server.ts';

/** A repository with the two sides of a change: the branch `main`, and `change` on top of it, checked out. */
export interface Change {
  readonly repository: TestRepository;
  readonly folder: string;
  readonly base: string;
  readonly head: string;
}

/** Commits both sides. The head's files are laid over the base's; `null` removes one. */
export function changeOf(base: Files | WorkTreeFiles, head: Files | WorkTreeFiles): Change {
  const repository = makeRepository();
  const baseSha = repository.commit(inWorkTree(base));
  repository.git('checkout', '--quiet', '-b', 'change');
  return { repository, folder: repository.root, base: baseSha, head: repository.commit(inWorkTree(head)) };
}

function inWorkTree(files: Files | WorkTreeFiles): WorkTreeFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => {
      if (content === null || typeof content === 'string' || content instanceof Uint8Array) return [path, content];
      if ('symlink' in content) return [path, { symlink: content.symlink }];
      throw new Error(`${path}: a work tree of these tests holds no submodules`);
    }),
  );
}

/** The words that compare the two sides. */
export const BOTH_SIDES = ['--base', 'main', '--head', 'change'] as const;

/** An environment in which Bedrock is a local server, reached through the real SDK, and time limits are long. */
export function bedrockAt({ url }: Pick<ModelServer, 'url'>): Record<string, string> {
  return {
    ...longLimits(),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'not-a-real-key-id',
    AWS_SECRET_ACCESS_KEY: 'not-a-real-secret',
    // The SDK warns of Node 20, which the tests may run on.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
