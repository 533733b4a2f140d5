import { join, posix, win32 } from 'node:path';
import type { ReplyFolder } from './commands/steps/reply-folder.ts';
import type { TerminalSession } from './terminal-session.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a terminal keeps replies from run to run; says so when there is no place for them. */
export function userReplies({ surroundings }: TerminalSession): ReplyFolder | undefined {
  const folder = userReplyFolder(surroundings.environment, process.platform);
  if (folder !== undefined) return { folder };
  surroundings.voice.warn({
    code: 'io',
    message: 'replies are not kept for later runs: this user has no home folder',
    hint: 'Name a folder in CHANGEOVER_CACHE_DIR, or give --no-cache.',
  });
  return undefined;
}

/** Where a terminal writes down what its runs spend: beside the replies, whether or not those are used. */
export function userSpendingFile({ surroundings }: TerminalSession): string | undefined {
  const folder = userReplyFolder(surroundings.environment, process.platform);
  return folder === undefined ? undefined : join(folder, 'spending.jsonl');
}

/**
 * `CHANGEOVER_CACHE_DIR`, else `changeover/replies` in the user's cache folder (`XDG_CACHE_HOME`, `~/.cache`; `%LOCALAPPDATA%`
 * on Windows); `undefined` where there is none of these. A relative path in one of the system's variables is ignored, as the
 * XDG Base Directory Specification says.
 */
export function userReplyFolder(environment: Environment, platform: NodeJS.Platform): string | undefined {
  const { isAbsolute, join: joined, resolve } = platform === 'win32' ? win32 : posix;
  const { CHANGEOVER_CACHE_DIR: own, HOME: home, LOCALAPPDATA: local, XDG_CACHE_HOME: cache } = environment;
  if (own) return resolve(own);
  const places = platform === 'win32' ? [local] : [cache, home && joined(home, '.cache')];
  const place = places.find((path) => path && isAbsolute(path));
  return place === undefined ? undefined : joined(place, 'changeover', 'replies');
}
