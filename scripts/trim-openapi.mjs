// Cuts GitHub's OpenAPI description down to the operations that Changeover and its test harness use, without prose and
// examples, and writes test/support/github-openapi.json.
//
// The package is large, so it is no dependency. To refresh: in a scratch folder outside the repository run
// `npm pack @octokit/openapi@23.0.2`, unpack `package/generated/api.github.com.json`, and run
// `node scripts/trim-openapi.mjs <that file>`.
import { readFileSync, writeFileSync } from 'node:fs';

const OPERATIONS = [
  'actions/download-artifact',
  'actions/get-workflow-run',
  'actions/list-artifacts-for-repo',
  'apps/create-installation-access-token',
  'apps/get-by-slug',
  'checks/create',
  'checks/list-for-ref',
  'checks/update',
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'git/get-blob',
  'git/get-commit',
  'git/get-ref',
  'git/get-tree',
  'git/update-ref',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/get-comment',
  'issues/list-comments',
  'issues/list-comments-for-repo',
  'issues/list-events',
  'issues/update-comment',
  'pulls/create',
  'pulls/create-review',
  'pulls/get',
  'pulls/list',
  'pulls/list-commits',
  'pulls/list-files',
  'pulls/list-reviews',
  'pulls/merge',
  'pulls/update',
  'reactions/create-for-issue-comment',
  'repos/compare-commits-with-basehead',
  'repos/create-commit-status',
  'repos/get',
  'repos/get-branch',
  'repos/get-branch-protection',
  'repos/get-branch-rules',
  'repos/get-collaborator-permission-level',
  'repos/get-combined-status-for-ref',
  'repos/get-commit',
  'repos/get-content',
  'repos/list-commit-statuses-for-ref',
  'repos/update-branch-protection',
  'teams/get-by-name',
  'teams/get-membership-for-user-in-org',
  'users/get-authenticated',
];

const PROSE = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags', 'x-github']);
// Below these keys stand names that the API chose, not words of OpenAPI: a property may well be called `title`.
const NAME_MAPS = new Set([
  'properties',
  'patternProperties',
  'schemas',
  'parameters',
  'responses',
  'headers',
  'paths',
]);

function withoutProse(node, keysAreNames = false) {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item));
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => keysAreNames || !PROSE.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, withoutProse(value, !keysAreNames && NAME_MAPS.has(key))]),
  );
}

function selectPaths(description, wanted) {
  const paths = {};
  for (const [path, methods] of Object.entries(description.paths)) {
    const chosen = Object.entries(methods).filter(([, operation]) => wanted.delete(operation.operationId));
    if (chosen.length > 0) paths[path] = Object.fromEntries(chosen);
  }
  return withoutProse(paths, true);
}

/** Copies every component that is reachable from `node` into `components`. */
function collectComponents(node, description, components) {
  if (typeof node !== 'object' || node === null) return;
  const [, , kind, name] = typeof node.$ref === 'string' ? node.$ref.split('/') : [];
  if (name !== undefined && components[kind]?.[name] === undefined) {
    const component = withoutProse(description.components[kind][name]);
    components[kind] = { ...components[kind], [name]: component };
    collectComponents(component, description, components);
  }
  for (const value of Object.values(node)) collectComponents(value, description, components);
}

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('usage: node scripts/trim-openapi.mjs <api.github.com.json>');
const description = JSON.parse(readFileSync(source, 'utf8'));
const wanted = new Set(OPERATIONS);
const paths = selectPaths(description, wanted);
if (wanted.size > 0) throw new Error(`not in the description: ${[...wanted].join(', ')}`);
const components = {};
collectComponents(paths, description, components);
const trimmed = {
  openapi: description.openapi,
  info: { title: 'GitHub REST API, trimmed', version: description.info.version },
  paths,
  components,
};
const target = new URL('../test/support/github-openapi.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(trimmed)}\n`);
console.log(`${Object.keys(paths).length} paths, ${JSON.stringify(trimmed).length} bytes`);
