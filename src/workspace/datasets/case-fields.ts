/** The fields that a case may have, under their own names. `suite.fields` maps others to them. */
export const CASE_FIELDS = [
  'id',
  'input',
  'vars',
  'messages',
  'expected',
  'context',
  'slice',
  'critical',
  'metadata',
] as const;
