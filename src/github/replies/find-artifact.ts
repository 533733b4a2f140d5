import { z } from 'zod';
import type { GithubClient } from '../client.ts';
import { calling, parseAnswer } from '../errors.ts';
import type { TrustedRuns } from './reply-places.ts';

/** An artifact that may be downloaded. */
export interface ReplyArtifact {
  readonly id: number;
  /** The run that uploaded it. */
  readonly runId: number;
  /** `sha256:` and 64 hexadecimal digits, of the file as GitHub has it. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** More than one run of a pull request leaves in the days that artifacts are kept, with some that others planted. */
const LISTED = 50;
/** Runs that are looked at, newest first, before it is better to call the models again. */
const MOST_RUNS = 5;

const Artifacts = z.object({
  artifacts: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      size_in_bytes: z.number(),
      expired: z.boolean(),
      created_at: z.string().nullable(),
      digest: z.string().nullish(),
      workflow_run: z
        .object({ id: z.number().int(), head_repository_id: z.number().int().optional() })
        .partial()
        .nullish(),
    }),
  ),
});
type Artifact = z.infer<typeof Artifacts>['artifacts'][number];

const Run = z.object({ id: z.number().int(), event: z.string(), path: z.string() });

/**
 * The newest artifact of a name that one of our own runs uploaded. A name proves nothing: any workflow of the repository,
 * and a fork's pull request with its own version of one, can upload what it likes. So GitHub is asked which run it came from, by
 * which event and by which workflow. `undefined` when there is none. Throws a ChangeoverError when GitHub refuses.
 */
export async function findReplyArtifact(
  client: GithubClient,
  { name, trusted, mostBytes }: { readonly name: string; readonly trusted: TrustedRuns; readonly mostBytes: number },
): Promise<ReplyArtifact | undefined> {
  const { owner, repo } = client;
  const { data } = await calling('list artifacts', 'actions: read', () =>
    client.rest.actions.listArtifactsForRepo({ owner, repo, name, per_page: LISTED }),
  );
  const listed = parseAnswer(Artifacts, data, 'the artifacts').artifacts;
  const candidates = listed
    .filter((artifact) => artifact.name === name && artifact.size_in_bytes <= mostBytes)
    .flatMap((artifact) => usable(artifact, trusted))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  for (const { artifact } of newestOfEachRun(candidates).slice(0, MOST_RUNS)) {
    if (await isTrusted(client, artifact.runId, trusted)) return artifact;
  }
  return undefined;
}

interface Candidate {
  readonly artifact: ReplyArtifact;
  readonly createdAt: string;
}

function usable(listed: Artifact, { headRepositories }: TrustedRuns): readonly Candidate[] {
  const { id, expired, digest, created_at: createdAt, size_in_bytes: size, workflow_run: run } = listed;
  if (expired || !createdAt || !digest || !/^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  if (run?.id === undefined || run.head_repository_id === undefined) return [];
  if (!headRepositories.includes(run.head_repository_id)) return [];
  return [{ createdAt, artifact: { id, runId: run.id, digest, size } }];
}

function newestOfEachRun(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<number>();
  return candidates.filter(({ artifact }) => !seen.has(artifact.runId) && seen.add(artifact.runId));
}

async function isTrusted(client: GithubClient, runId: number, { events, workflowPath }: TrustedRuns): Promise<boolean> {
  const { owner, repo } = client;
  const { data } = await calling(`read workflow run ${runId}`, 'actions: read', () =>
    client.rest.actions.getWorkflowRun({ owner, repo, run_id: runId, exclude_pull_requests: true }),
  );
  const run = parseAnswer(Run, data, `workflow run ${runId}`);
  // Now and then GitHub adds the branch: `.github/workflows/changeover.yml@main`.
  const path = run.path.split('@', 1)[0] ?? '';
  return run.id === runId && events.includes(run.event) && (path === workflowPath || BESIDE.test(path));
}

/**
 * The gate and the workflows beside it, as the examples name them: what one of them paid for, another finds again. Else an
 * answer to a comment would be a new draw of everything, and asking until it passes a way through.
 */
const BESIDE = /^\.github\/workflows\/changeover[\w.-]*\.ya?ml$/;
