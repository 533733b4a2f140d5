import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** An operation of GitHub's REST API that a request belongs to. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly requestSchema: object | undefined;
  readonly bodyRequired: boolean;
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly type?: string };
}

type Node = { readonly [key: string]: unknown };

const DESCRIPTION_FILE = new URL('../github-openapi.json', import.meta.url);
/** Parameters that may hold slashes which clients leave unencoded. */
const GREEDY_PARAMETERS = new Set(['path', 'basehead', 'ref', 'branch']);
const GITHUB_FORMATS = ['repo.nwo', 'timestamp', 'ip', 'int64', 'ssh-key', 'binary'];

/** GitHub's own OpenAPI description, trimmed: what a client may send and what a server may answer. */
export class GithubContract {
  readonly #description: Node;
  readonly #operations: readonly Operation[];
  readonly #ajv: Ajv;
  readonly #compiled = new Map<object, ValidateFunction>();

  constructor() {
    this.#description = withJsonSchemaNull(JSON.parse(readFileSync(DESCRIPTION_FILE, 'utf8'))) as Node;
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    for (const format of GITHUB_FORMATS) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema(this.#description, 'github');
    this.#operations = this.#readOperations();
  }

  /** The operation of a request; `path` is the raw, still encoded path. The most literal template wins. */
  operationOf(method: string, path: string): Operation | undefined {
    return this.#operations.find((operation) => operation.method === method && operation.pattern.test(path));
  }

  /** What is wrong with a request, in words; empty when nothing is. */
  requestViolations(operation: Operation, query: URLSearchParams, body: unknown): string[] {
    return [...this.#queryViolations(operation, query), ...this.#bodyViolations(operation, body)];
  }

  /** What is wrong with a response, in words; statuses of failure that the description leaves out are accepted. */
  responseViolations(operation: Operation, status: number, body: unknown): string[] {
    const response = this.#resolve(operation.responses[String(status)]);
    if (response === undefined) return status >= 400 ? [] : [`undocumented status ${status}`];
    const schema = jsonSchemaOf(response);
    return schema === undefined ? [] : this.#check(schema, body, 'response');
  }

  #queryViolations(operation: Operation, query: URLSearchParams): string[] {
    const known = operation.parameters.filter((parameter) => parameter.in === 'query');
    const unknown = [...query.keys()].filter((name) => !known.some((parameter) => parameter.name === name));
    return [
      ...unknown.map((name) => `unknown query parameter ${name}`),
      ...known.flatMap((parameter) => this.#parameterViolations(parameter, query.get(parameter.name))),
    ];
  }

  #parameterViolations(parameter: Parameter, raw: string | null): string[] {
    if (raw === null) return parameter.required ? [`missing query parameter ${parameter.name}`] : [];
    if (parameter.schema === undefined) return [];
    const type = parameter.schema.type;
    const value = type === 'integer' || type === 'number' ? Number(raw) : type === 'boolean' ? raw === 'true' : raw;
    return this.#check(parameter.schema, value, `query parameter ${parameter.name}`);
  }

  #bodyViolations(operation: Operation, body: unknown): string[] {
    const schema = operation.requestSchema;
    if (schema === undefined) return [];
    if (body === undefined) return operation.bodyRequired ? ['missing body'] : [];
    const properties = (this.#resolve(schema) as { properties?: Node }).properties;
    const unknown =
      properties === undefined ? [] : Object.keys(body as Node).filter((key) => !Object.hasOwn(properties, key));
    return [...unknown.map((key) => `unknown body property ${key}`), ...this.#check(schema, body, 'body')];
  }

  #check(schema: object, value: unknown, what: string): string[] {
    let validate = this.#compiled.get(schema);
    if (validate === undefined) {
      const text = JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/');
      validate = this.#ajv.compile(JSON.parse(text) as object);
      this.#compiled.set(schema, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (error) => `${what}${error.instancePath}: ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
    );
  }

  #readOperations(): Operation[] {
    const operations: Operation[] = [];
    for (const [template, methods] of Object.entries(this.#description['paths'] as Record<string, Node>)) {
      for (const [method, raw] of Object.entries(methods))
        operations.push(this.#operation(template, method, raw as Node));
    }
    const placeholders = (operation: Operation): number => operation.template.split('{').length;
    return operations.sort((a, b) => placeholders(a) - placeholders(b) || b.template.length - a.template.length);
  }

  #operation(template: string, method: string, raw: Node): Operation {
    const body = this.#resolve(raw['requestBody']);
    return {
      id: String(raw['operationId']),
      method: method.toUpperCase(),
      template,
      pattern: patternOf(template),
      parameters: ((raw['parameters'] as unknown[]) ?? []).map((parameter) => this.#resolve(parameter) as never),
      requestSchema: body === undefined ? undefined : jsonSchemaOf(body),
      bodyRequired: body?.['required'] === true,
      responses: raw['responses'] as Node,
    };
  }

  #resolve(node: unknown): Node | undefined {
    const reference = (node as { $ref?: unknown } | undefined)?.$ref;
    if (typeof reference !== 'string') return node as Node | undefined;
    return reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Node)[key], this.#description) as Node;
  }
}

function jsonSchemaOf(carrier: Node): object | undefined {
  const content = carrier['content'] as { 'application/json'?: { schema?: object } } | undefined;
  return content?.['application/json']?.schema;
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const pattern = escaped.replace(/\{([^}]+)\}/g, (_, name: string) => (GREEDY_PARAMETERS.has(name) ? '.+' : '[^/]+'));
  return new RegExp(`^${pattern}$`);
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema says a type of null. */
function withJsonSchemaNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withJsonSchemaNull);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withJsonSchemaNull(value)]));
  if (copy['nullable'] !== true) return copy;
  delete copy['nullable'];
  if (typeof copy['type'] !== 'string') return { anyOf: [copy, { type: 'null' }] };
  const values = copy['enum'];
  return {
    ...copy,
    type: [copy['type'], 'null'],
    ...(Array.isArray(values) ? { enum: [...new Set([...(values as unknown[]), null])] } : {}),
  };
}
