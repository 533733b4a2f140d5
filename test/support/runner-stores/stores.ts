import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Artifacts } from '../github/artifacts.ts';
import { ArtifactService } from './artifact-service.ts';
import { Blobs } from './blobs.ts';
import { CacheService } from './cache-service.ts';
import { type Job, type JobOptions, jobOf, refOf } from './job.ts';

/** A stand-in for the services that GitHub gives to a runner: cache, artifacts, and the blob store behind them. */
export interface RunnerStores {
  readonly cache: CacheService;
  /** Calls of the services so far, by method. */
  readonly calls: readonly string[];
  /** What happens to every call from now on. */
  fault: 'none' | 'unavailable' | 'silent';
  /** Begins a run with one job; what the runner puts into its environment. */
  job(options: JobOptions): Record<string, string>;
  /** Uploads an artifact from a run of one's own making. */
  plantArtifact(options: JobOptions, name: string, content: Buffer): void;
  /** The bytes of an entry or artifact. */
  contentAt(path: string): Buffer;
  close(): Promise<void>;
}

/** Starts the stand-in on a free port. `artifacts`: where GitHub's API learns of uploads. */
export async function startRunnerStores(artifacts = new Artifacts()): Promise<RunnerStores> {
  const blobs = new Blobs();
  const services = { CacheService: new CacheService(blobs), ArtifactService: new ArtifactService(blobs, artifacts) };
  const jobs = new Map<string, Job>();
  const calls: string[] = [];
  let runs = 9000;

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const address = (path: string) => `${origin}${path}?sig=not-a-real-signature`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const body = await bytesOf(request);
    if (stores.fault === 'silent') return;
    if (stores.fault === 'unavailable') return void json(response, 503, { msg: 'the service is down' });
    if (url.pathname.startsWith('/blobs/')) return blobs.serve(request, url, body, response);
    const job = jobs.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (job === undefined) return void json(response, 401, { msg: 'who is this?' });
    const [service, method] = url.pathname
      .split('/')
      .slice(-2)
      .map((part) => part.split('.').at(-1) ?? '');
    calls.push(method ?? '');
    const known = services[service as keyof typeof services];
    const answer = known?.answer(
      method ?? '',
      JSON.parse(body.toString('utf8')) as Record<string, unknown>,
      job,
      address,
    );
    if (answer === 'conflict') return void json(response, 409, { msg: 'an artifact with this name already exists' });
    json(response, answer === undefined ? 404 : 200, answer ?? { msg: 'no such method' });
  }

  const newJob = (options: JobOptions): Job => {
    runs += 1;
    const job = jobOf(options, runs);
    artifacts.runs.push(job.run);
    return job;
  };

  const stores: RunnerStores = {
    cache: services.CacheService,
    calls,
    fault: 'none',
    job(options) {
      const job = newJob(options);
      const token = tokenFor(job);
      jobs.set(token, job);
      const ref = refOf(options);
      return {
        ACTIONS_RUNTIME_TOKEN: token,
        ACTIONS_RESULTS_URL: `${origin}/`,
        ACTIONS_CACHE_SERVICE_V2: 'True',
        GITHUB_REF: ref,
        GITHUB_RUN_ID: String(job.run.id),
        GITHUB_WORKFLOW_REF: `${job.repository}/${job.run.path}@${ref}`,
      };
    },
    plantArtifact(options, name, content) {
      services.ArtifactService.upload(newJob(options), name, content, address);
    },
    contentAt(path) {
      const content = blobs.get(new URL(path, origin).pathname);
      if (content === undefined) throw new Error(`nothing at ${path}`);
      return content;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stores;
}

/** Clients read the IDs of run and job out of the token; nobody checks its signature but GitHub. */
function tokenFor({ run }: Job): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ scp: 'Actions.Results:run:job', run: run.id })}.not-a-real-signature`;
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
