// Repositories whose pull request touches nothing that shapes a model.

/** All files of a repository with so many applications and so many other source files. */
function filesOf(applications, others) {
  const names = Array.from({ length: applications }, (_, index) => `application-${index + 1}`);
  return Object.fromEntries([
    ['README.md', '# A shop\n'],
    ['.github/changeover.yml', configurationOf(names)],
    ...names.flatMap(filesOfApplication),
    ...Array.from({ length: others }, (_, index) => [`src/part-${index % 40}/file-${index}.ts`, sourceOf(index)]),
  ]);
}

function configurationOf(names) {
  const entries = names.map(
    (name) => `  ${name}:
    model:  { file: src/${name}/model.ts, const: MODEL }
    system: prompts/${name}.system.md
    prompt: prompts/${name}.md
    suite:  evals/${name}.jsonl
`,
  );
  return `version: 1\napplications:\n${entries.join('')}`;
}

function filesOfApplication(name) {
  const cases = Array.from({ length: 100 }, (_, index) =>
    JSON.stringify({ id: `case-${index}`, input: `Question ${index} of ${name}`, expected: 'yes' }),
  );
  return [
    [`src/${name}/model.ts`, "export const MODEL = 'amazon.nova-lite-v1:0';\n"],
    [`prompts/${name}.system.md`, 'Answer with yes or no.\n'],
    [`prompts/${name}.md`, 'Question: {{input}}\n'],
    [`evals/${name}.jsonl`, `${cases.join('\n')}\n`],
  ];
}

/** A source file that talks about models, as the code around them does, without naming one. */
function sourceOf(index) {
  const lines = Array.from(
    { length: 40 },
    (_, line) =>
      `export const value${line} = await openai.chat.completions.create({ order: ${index}, line: ${line} });`,
  );
  return `// Part ${index} of the shop\n${lines.join('\n')}\n`;
}

const small = filesOf(1, 10);
const large = filesOf(3, 2_000);
const edited = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [`src/part-${index}/file-${index}.ts`, `${sourceOf(index)}// reviewed\n`]),
);

/** By name: the files at the merge base, at the head, and at the tip of the base branch where it has moved on. */
export const REPOSITORIES = {
  'small: 1 application, 16 files, 1 changed': { base: small, head: { ...small, 'README.md': '# The shop\n' } },
  'large: 3 applications, 2,014 files, 40 changed, base moved on': {
    base: large,
    head: { ...large, ...edited },
    baseTip: { ...large, 'README.md': '# Another shop\n' },
  },
};
