/** The version of `package.json`; `test/version.test.ts` holds them equal. */
export const VERSION = '0.1.0';
