/** How values and comments stand in the lines of one kind of file. */
export interface LineStyle {
  readonly comments: '//' | '#' | 'none';
  /** Values may stand without quotes: `model: gpt-4o`, `MODEL=gpt-4o`. */
  readonly bareValues: boolean;
  /** Values may stand between tags: `<model>gpt-4o</model>`. */
  readonly markup: boolean;
}

const C_LIKE: LineStyle = { comments: '//', bareValues: false, markup: false };
const SCRIPT: LineStyle = { comments: '#', bareValues: false, markup: false };
const SETTINGS: LineStyle = { comments: '#', bareValues: true, markup: false };
const JSON_LIKE: LineStyle = { comments: '//', bareValues: false, markup: false };
const MARKUP: LineStyle = { comments: 'none', bareValues: false, markup: true };
const PLAIN: LineStyle = { comments: 'none', bareValues: false, markup: false };

const BY_EXTENSION: ReadonlyMap<string, LineStyle> = new Map(
  (
    [
      [
        C_LIKE,
        'ts tsx mts cts js jsx mjs cjs vue svelte astro go java kt kts scala groovy gradle swift rs cs fs c cc cpp cxx h hpp m mm php dart zig sol bicep cue jsonnet libsonnet cls',
      ],
      [SCRIPT, 'py pyi rb r jl ex exs pl pm nim cr star bzl coffee'],
      [
        SETTINGS,
        'yml yaml toml ini cfg conf properties env tf tfvars hcl nix nomad service prompty prompt envrc flaskenv sh bash zsh fish ps1 psm1 bat cmd mk',
      ],
      [JSON_LIKE, 'json jsonc json5'],
      [MARKUP, 'xml xaml plist config csproj props'],
      [PLAIN, 'sql lua hs clj cljs edn erl elm ml lisp'],
    ] as const
  ).flatMap(([style, extensions]) => extensions.split(' ').map((extension) => [extension, style] as const)),
);
const BY_NAME: ReadonlyMap<string, LineStyle> = new Map(
  ['dockerfile', 'containerfile', 'makefile', 'procfile', 'justfile', 'jenkinsfile', 'modelfile', 'vagrantfile'].map(
    (name) => [name, SETTINGS],
  ),
);

/** Endings of templates: what is filled in is a file of the kind that the name says without them. */
const TEMPLATE = /\.(?:j2|jinja2?|tmpl|gotmpl|tpl|template|erb|hbs|mustache|ejs|dist|example|sample)$/;

/** The style of a file by its name; `undefined` for prose, data and everything else that is not scanned. */
export function lineStyleOf(file: string): LineStyle | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase();
  if (/^_[\w-]+\.tpl$/.test(name)) return SETTINGS; // a chart's named templates
  const filledIn = name.replace(TEMPLATE, '');
  if (filledIn !== name) return lineStyleOf(filledIn);
  const stem = name.split('.')[0] ?? '';
  if (/^\.env(\.|$)/.test(name)) return SETTINGS;
  const byExtension = name.includes('.') ? BY_EXTENSION.get(name.slice(name.lastIndexOf('.') + 1)) : undefined;
  return byExtension ?? BY_NAME.get(name) ?? (/^(dockerfile|containerfile)$/.test(stem) ? SETTINGS : undefined);
}
