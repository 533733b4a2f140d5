import { isBedrockId, parseBedrockArn } from './bedrock-id.ts';
import { isLookAlike, MODEL_FAMILIES } from './families.ts';

/** What a text that is a model ID says about itself. */
export interface RecognisedModel {
  /** The ID as it is sent. */
  readonly id: string;
  /** Names of the providers whose own service has this model. */
  readonly providers: readonly string[];
  /** Any OpenAI-compatible endpoint may serve it: open weights, or a router's `vendor/model`. */
  readonly anywhere: boolean;
  /** Region in an ARN. */
  readonly region?: string;
}

const MAX_LENGTH = 400;
/** What may stand before the slash of `vendor/model`: vendors, repositories, routers. */
const ROUTES = new Set(
  (
    'openai anthropic google gemini vertex_ai vertex bedrock converse invoke azure azure_ai azure_openai mistral mistralai ' +
    'meta meta-llama codellama cohere cohereforai deepseek deepseek-ai qwen x-ai xai groq together together_ai togethercomputer ' +
    'fireworks fireworks_ai accounts openrouter ollama ollama_chat huggingface hosted_vllm vllm perplexity amazon ai21 ' +
    'nvidia microsoft moonshotai z-ai zai-org ibm-granite models publishers litellm litellm_proxy unsloth nousresearch @cf'
  ).split(' '),
);
const GOOGLE_ROUTES = new Set(['models', 'publishers', 'google']);

/**
 * Recognises a declared value as a model ID: Bedrock (IDs, inference profiles, ARNs), OpenAI, Anthropic, Google, Mistral,
 * Meta and others, and `vendor/model` of routers. Look-alikes (`openai.chat.completions`, `claude-code-action@v1`,
 * `gpt-4.md`, addresses) are none. `undefined` does not mean that the value is wrong: a private name may be anything.
 */
export function recogniseModelId(text: string): RecognisedModel | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const arn = parseBedrockArn(text);
  if (arn) {
    const region = arn.region === undefined ? {} : { region: arn.region };
    return { id: text, providers: ['bedrock'], anywhere: false, ...region };
  }
  if (isBedrockId(text)) return { id: text, providers: ['bedrock'], anywhere: false };
  return text.includes('/') ? routed(text) : ofFamily(text);
}

function ofFamily(text: string): RecognisedModel | undefined {
  if (isLookAlike(text)) return undefined;
  const fitting = MODEL_FAMILIES.filter(({ pattern }) => pattern.test(text));
  if (fitting.length === 0) return undefined;
  const providers = [...new Set(fitting.flatMap((family) => family.providers))];
  return { id: text, providers, anywhere: fitting.some((family) => family.open) };
}

/** `vendor/model`: all parts before the last are known routes, the last is an ID. */
function routed(text: string): RecognisedModel | undefined {
  const parts = text.split('/');
  const last = parts.pop() ?? '';
  if (!parts.every((part) => ROUTES.has(part.toLowerCase()))) return undefined;
  const model = isBedrockId(last) ? { providers: ['bedrock'], anywhere: false } : ofFamily(last);
  if (!model) return undefined;
  const onlyGoogle =
    model.providers.includes('google') && parts.includes('models') && parts.every((part) => GOOGLE_ROUTES.has(part));
  return { id: text, providers: onlyGoogle ? ['google'] : [], anywhere: !onlyGoogle };
}
