import { expect, test } from 'vitest';
import { userReplyFolder } from '../src/terminal-replies.ts';

test.each<[string, NodeJS.Platform, Record<string, string>, string | undefined]>([
  ['the usual', 'linux', { HOME: '/home/ada' }, '/home/ada/.cache/changeover/replies'],
  ['on a Mac, too', 'darwin', { HOME: '/Users/ada' }, '/Users/ada/.cache/changeover/replies'],
  ['a cache folder of its own', 'linux', { HOME: '/home/ada', XDG_CACHE_HOME: '/var/c' }, '/var/c/changeover/replies'],
  [
    'a relative one is ignored',
    'linux',
    { HOME: '/home/ada', XDG_CACHE_HOME: 'c' },
    '/home/ada/.cache/changeover/replies',
  ],
  ['the user’s own word', 'linux', { HOME: '/home/ada', CHANGEOVER_CACHE_DIR: '/mnt/replies' }, '/mnt/replies'],
  [
    'Windows',
    'win32',
    { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' },
    'C:\\Users\\ada\\AppData\\Local\\changeover\\replies',
  ],
  ['no home', 'linux', {}, undefined],
  ['an empty home', 'linux', { HOME: '', XDG_CACHE_HOME: '' }, undefined],
  ['no home on Windows', 'win32', { HOME: '/home/ada' }, undefined],
])('%s', (_, platform, environment, folder) => {
  expect(userReplyFolder(environment, platform)).toBe(folder);
});
