import { beforeAll } from 'vitest';

/** Has the AWS SDK of this process sign with keys of nobody, which servers of this machine take. */
export function signWithLocalKeys(): void {
  beforeAll(() => {
    process.env['AWS_ACCESS_KEY_ID'] = 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
    process.env['AWS_REGION'] = 'us-east-1';
  });
}
