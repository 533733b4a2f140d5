import { expect, it } from 'vitest';
import { noRepository } from '../../../src/workspace/repository/no-repository.ts';

/** What git 2.43 writes; the folder is another user's. */
const ANOTHER_OWNER = `fatal: detected dubious ownership in repository at '/srv/our app'
To add an exception for this directory, call:

	git config --global --add safe.directory '/srv/our app'`;

it('hands on the command with which a user trusts a repository of somebody else', () => {
  expect(noRepository(ANOTHER_OWNER)).toEqual({
    code: 'repository',
    message: 'git does not read this repository, because it belongs to another user',
    hint: "If you trust it, tell git so: git config --global --add safe.directory '/srv/our app'",
  });
});

it('repeats what it does not know, and no more than that is worth', () => {
  expect(noRepository(`fatal: ${'x'.repeat(1000)}`).message).toHaveLength(347);
  expect(noRepository('').message).toMatch(/it did not say why$/);
});
