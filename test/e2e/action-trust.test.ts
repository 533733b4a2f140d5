import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openClient } from '../github/open-client.ts';
import { APPS } from '../support/github/apps.ts';
import { scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { NEW_MODEL, triage } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

describe.concurrent('the level of trust', () => {
  scenario('is told in the comment and kept in the evidence', async ({ stage }) => {
    const { comment, workspace } = await stage.run(await stage.pullRequest(CHANGE));
    expect(comment).toContain('Trust level B: any workflow of this repository can post this status');
    expect(comment).toContain('docs/security.md has the steps to level A');
    const run = await changeover(stage.folder(), ['verify', join(workspace, 'changeover-evidence')]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
  });

  scenario('is A where the ruleset takes the status from its App alone', async ({ stage }) => {
    const required = [{ context: 'changeover', integration_id: APPS['other-app'] }];
    stage.github.overrides.rules.push({
      type: 'required_status_checks',
      parameters: { required_status_checks: required, strict_required_status_checks_policy: true },
      ruleset_source_type: 'Repository',
      ruleset_source: 'octocat/shop',
      ruleset_id: 42,
    });
    const pull = await stage.pullRequest(CHANGE);
    const { comments } = await stage.run(pull, { token: stage.github.appToken() });
    expect(comments[0]?.body).toContain('Trust level A: the ruleset takes this status from its own App alone.');
  });

  scenario('is A where the ruleset requires the very workflow, wherever its file is kept', async ({ stage }) => {
    const central = await stage.pullRequest(CHANGE);
    const pull = await stage.pullRequest(CHANGE);
    const client = openClient(stage.github, central);
    const { data } = await client.rest.repos.get({ owner: central.owner, repo: central.repo });
    const path = '.github/workflows/changeover.yml';
    stage.github.overrides.rules.push({
      type: 'workflows',
      parameters: { workflows: [{ path, repository_id: data.id, ref: 'refs/heads/main' }] },
      ruleset_source_type: 'Organization',
      ruleset_source: central.owner,
      ruleset_id: 42,
    });
    const trustOf = async (workflow: string) =>
      (await stage.run(pull, { env: { GITHUB_WORKFLOW_REF: workflow } })).comment;
    expect(await trustOf(`${central.repository}/${path}@refs/heads/main`)).toContain(
      'Trust level A: a ruleset requires this very workflow.',
    );
    expect(await trustOf(`${pull.repository}/${path}@refs/heads/main`)).toContain('Trust level B');
  });

  scenario('stands in the evidence where no comment may be written', async ({ stage }) => {
    const { comments, workspace } = await stage.run(await stage.pullRequest(CHANGE), { inputs: { comment: 'never' } });
    expect(comments).toEqual([]);
    expect(readFileSync(join(workspace, 'changeover-evidence', 'comment.md'), 'utf8')).toContain('Trust level B');
  });

  scenario('costs an unrelated pull request nothing', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ files: { 'README.md': 'More.\n' } }) });
    const { requests } = await stage.run(pull);
    expect(requests.filter(({ path }) => path.includes('/rules/'))).toEqual([]);
  });
});
