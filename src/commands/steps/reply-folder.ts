import { posix, win32 } from 'node:path';

/** The folder in which replies are kept from run to run, and how it gets there and back. */
export interface ReplyFolder {
  readonly folder: string;
  /** Brings here what earlier runs kept; before the first call, and only when there will be one. Never rejects. */
  restore?(): Promise<void>;
  /** Hands over what is kept now; after the last call, whatever the verdict. Never rejects. */
  save?(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a terminal keeps replies: `CHANGEOVER_CACHE_DIR`, else `changeover/replies` in the user's cache folder
 * (`XDG_CACHE_HOME`, `~/.cache`; `%LOCALAPPDATA%` on Windows). `undefined` where there is none of these. A relative path in
 * one of the system's variables is ignored, as the XDG Base Directory Specification says.
 */
export function userReplyFolder(environment: Environment, platform: NodeJS.Platform): string | undefined {
  const { join, isAbsolute, resolve } = platform === 'win32' ? win32 : posix;
  const own = environment['CHANGEOVER_CACHE_DIR'];
  if (own) return resolve(own);
  const home = environment['HOME'];
  const caches =
    platform === 'win32'
      ? [environment['LOCALAPPDATA']]
      : [environment['XDG_CACHE_HOME'], home && join(home, '.cache')];
  const cache = caches.find((path) => path && isAbsolute(path));
  return cache === undefined ? undefined : join(cache, 'changeover', 'replies');
}
