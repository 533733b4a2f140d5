/** A family of model IDs. */
export interface ModelFamily {
  /** Names of the providers whose own service has it. */
  readonly providers: readonly string[];
  /** The weights are open: any OpenAI-compatible endpoint may serve it. */
  readonly open: boolean;
  /** The whole ID; anchored, linear in time. */
  readonly pattern: RegExp;
}

const TAIL = '(?:[-.:@_][a-z0-9]+)*';

function family(providers: readonly string[], pattern: string): ModelFamily {
  return { providers, open: false, pattern: new RegExp(`^(?:${pattern})$`) };
}

/** Open weights keep the capitals of their repository. */
function openFamily(providers: readonly string[], pattern: string): ModelFamily {
  return { providers, open: true, pattern: new RegExp(`^(?:${pattern})$`, 'i') };
}

const OPENAI = ['openai'];
const MISTRAL = '(?:mistral|mixtral|ministral|magistral|pixtral|codestral|devstral|voxtral)';

/** IDs as the services and the repositories of open models write them; Bedrock's are in `bedrock-id.ts`. */
export const MODEL_FAMILIES: readonly ModelFamily[] = [
  family(OPENAI, `gpt-\\d[a-z0-9]*${TAIL}`),
  family(OPENAI, `chatgpt-\\d[a-z0-9]*${TAIL}`),
  family(OPENAI, 'o[1-9](?:-(?:mini|pro|preview|high|low|deep-research))*(?:-\\d{4}-\\d{2}-\\d{2})?'),
  family(OPENAI, 'ft:[a-z][a-z0-9.-]*(?::[A-Za-z0-9_-]*){1,5}'),
  family(OPENAI, 'text-embedding-(?:3-(?:small|large)|ada-\\d{3})'),
  family(OPENAI, '(?:text-|code-)?(?:davinci|curie|babbage|ada)-\\d{3}'),
  family(OPENAI, 'codex-mini-latest|computer-use-preview(?:-\\d{4}-\\d{2}-\\d{2})?'),
  openFamily([], `gpt-oss${TAIL}`),
  family(['anthropic'], `claude-(?:v?\\d|instant|[a-z]+-(?:v?\\d|latest))[a-z0-9]*${TAIL}`),
  family(['google'], `gemini-(?:\\d[a-z0-9]*|pro|flash|ultra|nano|embedding|exp)${TAIL}`),
  family(['google'], `(?:text|chat|code|codechat)-bison${TAIL}|textembedding-gecko${TAIL}|text-embedding-\\d{3}`),
  openFamily([], `gemma-?\\d[a-z0-9]*${TAIL}`),
  family(['mistral'], `${MISTRAL}-(?:tiny|small|medium|large|saba|moderation|embed|ocr|latest)${TAIL}`),
  openFamily(['mistral'], `(?:open-)?${MISTRAL}-(?:v?\\d+x?\\d*b?|nemo)${TAIL}|mistral-nemo|mathstral${TAIL}`),
  openFamily([], `(?:meta-)?(?:code)?llama-?\\d[a-z0-9]*${TAIL}`),
  family(['cohere'], 'command-(?:a|r|r-plus|r7b|light|nightly|text)(?:-\\d{2}-\\d{4}|-[a-z]+)*'),
  family(['cohere'], 'embed-(?:english|multilingual|v\\d)[a-z0-9.-]*'),
  openFamily(['deepseek'], `deepseek-(?:chat|reasoner|coder|r\\d|v\\d|llm|math)[a-z0-9]*${TAIL}`),
  openFamily(['qwen'], `(?:qwen-?\\d[a-z0-9]*|qwen-(?:max|plus|turbo|long|vl|coder)|qwq-\\d+b|qvq-\\d+b)${TAIL}`),
  family(['xai'], `grok-(?:\\d[a-z0-9]*|beta|code)${TAIL}`),
  family(['ai21'], `(?:jamba-(?:\\d|mini|large|instruct)[a-z0-9]*|j2-(?:light|mid|ultra))${TAIL}`),
  openFamily([], `(?:phi-?\\d|kimi-k\\d|glm-\\d|granite-\\d|nemotron-\\d|yi-\\d|olmo-?\\d)[a-z0-9]*${TAIL}`),
];

/** Parts of a name that make it a program about a model rather than a model. */
const NOT_A_MODEL =
  /(?:^|[-_.:@])(?:encoder|tokeni[sz]er|parser|client|sdk|cli|api|wrapper|plugin|proxy|app|bot|utils|engineer|researcher|desktop|action|actions|agent|agents|flow|mcp|server|demo|example|examples|index|cookbook|docs|all)(?:$|[-_.:@])/;
const CLAUDE_CODE = /^claude-code(?:$|[-@:])/;
/** A file is named for a model, as in `gpt-4.md`. */
const FILE_NAME =
  /\.(?:md|mdx|rst|txt|jsonl?|ya?ml|toml|csv|tsv|py|[cm]?[jt]sx?|go|java|rb|html?|png|svg|jpe?g|gif|webp|pdf|prompt|j2|tmpl|log|lock|gguf|bin|zip|gz)$/i;

/** Whether something that looks like an ID is the name of a program or of a file. */
export function isLookAlike(id: string): boolean {
  return NOT_A_MODEL.test(id) || CLAUDE_CODE.test(id) || FILE_NAME.test(id);
}
