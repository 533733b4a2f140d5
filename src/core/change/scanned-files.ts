import { type LineStyle, lineStyleOf } from './model-id/line-style.ts';

/** Folders of code that is not the team's own, or is made from it. */
const FOREIGN_FOLDERS = new Set(
  (
    'node_modules vendor third_party third-party bower_components site-packages __pycache__ .venv venv .terraform ' +
    'dist .next .nuxt .yarn .git'
  ).split(' '),
);
/** Folders of tests and their data: what they name is not what runs in production. */
const TEST_FOLDERS = new Set(
  'test tests __tests__ spec specs e2e testdata test-data fixtures __fixtures__ __mocks__ mocks __snapshots__ cassettes'.split(
    ' ',
  ),
);
const TEST_FILE =
  /(?:^test_.*|_test|[.-](?:test|spec|e2e|stories))\.[a-z]+$|^conftest\.py$|(?:Test|Tests|IT|Spec)\.(?:java|kt|scala|cs|swift)$/;
const GENERATED_FILE =
  /\.min\.[a-z]+$|\.bundle\.js$|\.generated\.[a-z]+$|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:go|cc|h)$|\.g\.(?:cs|dart)$|^(?:package-lock|npm-shrinkwrap|composer\.lock|packages\.lock|project\.assets)\.json$|^(?:pnpm-lock|pubspec\.lock)\.ya?ml$|^(?:Cargo|poetry|uv|pdm|Gemfile|Pipfile|flake|gradle|bun)\.lock/;

/**
 * How a file is scanned for model IDs: source, configuration and infrastructure are; prose, data, lock files, vendored,
 * minified and generated code, tests and their fixtures are not (`undefined`). Paths are relative to the repository.
 */
export function scanStyleOf(path: string): LineStyle | undefined {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (folders.some((folder) => FOREIGN_FOLDERS.has(folder) || TEST_FOLDERS.has(folder.toLowerCase()))) return undefined;
  if (TEST_FILE.test(name) || GENERATED_FILE.test(name)) return undefined;
  return lineStyleOf(path);
}
