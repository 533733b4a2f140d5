/** Variables whose values are credentials wherever they are set. Others, named in a configuration, are learned as they are used. */
const CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
] as const;

/** The secrets that a process was started with. */
export function secretsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return CREDENTIALS.flatMap((name) => environment[name] ?? []);
}
