/** Prefixes of cross-region inference profiles. */
const GEOGRAPHY = '(?:(?:us-gov|us|eu|apac|jp|au|ca|global)\\.)?';

/** Vendors on Bedrock, each with the beginnings of its models' names: `openai.chat.completions` is none. */
const VENDOR_MODELS = [
  'ai21\\.(?:jamba|j2)',
  'amazon\\.(?:nova|titan|rerank)',
  'anthropic\\.claude',
  'cohere\\.(?:command|embed|rerank)',
  'deepseek\\.(?:r\\d|v\\d|deepseek)',
  'google\\.gemma',
  'luma\\.ray',
  'meta\\.llama\\d?',
  'minimax\\.minimax',
  'mistral\\.(?:mistral|mixtral|ministral|magistral|pixtral|codestral|devstral|voxtral)',
  'moonshot(?:ai)?\\.kimi',
  'nvidia\\.nemotron',
  'openai\\.gpt',
  'qwen\\.qwen\\d?',
  'stability\\.(?:sd\\d|stable)',
  'twelvelabs\\.(?:marengo|pegasus)',
  'writer\\.palmyra',
  'zai\\.glm',
].join('|');

const KNOWN_VENDOR = new RegExp(`^${GEOGRAPHY}(?:${VENDOR_MODELS})-[a-z0-9]+(?:[-.:][a-z0-9]+)*$`);
/** A vendor that this list does not know yet, in the form that only Bedrock uses: `vendor.name-v1:0`. */
const VERSIONED = new RegExp(
  `^${GEOGRAPHY}[a-z][a-z0-9]*\\.[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*-v\\d+:\\d+(?::[a-z0-9]+)?$`,
);

const RESOURCES = [
  'foundation-model',
  'inference-profile',
  'application-inference-profile',
  'provisioned-model',
  'prompt',
  'custom-model',
  'custom-model-deployment',
  'imported-model',
  'prompt-router',
  'default-prompt-router',
].join('|');
const ARN = new RegExp(
  `^arn:(aws[a-z-]*):bedrock:([a-z0-9-]*):(\\d{12})?:(${RESOURCES})/([A-Za-z0-9][A-Za-z0-9.:/_-]*)$`,
);

/** Whether a text is a Bedrock model or inference-profile ID, with or without version. */
export function isBedrockId(text: string): boolean {
  return KNOWN_VENDOR.test(text) || VERSIONED.test(text);
}

/** The parts of a Bedrock ARN that can stand where a model ID stands; `undefined` for any other text. */
export function parseBedrockArn(
  text: string,
): { readonly region?: string; readonly resource: string; readonly name: string } | undefined {
  const [, , region, , resource, name] = ARN.exec(text) ?? [];
  if (resource === undefined || name === undefined) return undefined;
  return { ...(region === undefined || region === '' ? {} : { region }), resource, name };
}

const MODEL_IN_ARN = /(?:foundation-model|inference-profile)\/([a-z0-9.:-]+)$/;

/** The model ID at the end of an ARN that a program or a template puts together. */
export function modelAtEndOfArn(text: string): string | undefined {
  const id = MODEL_IN_ARN.exec(text)?.[1];
  return id !== undefined && isBedrockId(id) ? id : undefined;
}

/** The ID of the foundation model that a cross-region inference profile stands for; any other ID is its own. */
export function withoutGeography(id: string): string {
  return id.replace(new RegExp(`^${GEOGRAPHY}`), '');
}
