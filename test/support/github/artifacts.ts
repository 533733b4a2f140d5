import type { Call } from './proxy.ts';
import { type Answer, jsonAnswer } from './upstream.ts';

/** A run of a workflow, as GitHub knows it, whatever the run says of itself. */
export interface WorkflowRun {
  readonly id: number;
  /** `owner/name`. */
  readonly repository: string;
  readonly event: string;
  /** Of the workflow's file. */
  readonly path: string;
  /** ID of the repository that the run's head is in; that of `repository` when not given. */
  readonly headRepositoryId?: number;
}

/** An artifact that a run has uploaded. */
export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly run: WorkflowRun;
  readonly size: number;
  readonly digest: string | null;
  readonly createdAt: Date;
  readonly expired: boolean;
  /** Where its bytes are. */
  readonly url: string;
}

type Json = Record<string, unknown>;

/** The artifacts of all repositories, as GitHub's API tells of them. */
export class Artifacts {
  readonly stored: StoredArtifact[] = [];
  readonly runs: WorkflowRun[] = [];

  /** The newest first, with a `total_count`, as GitHub lists them. */
  list({ url }: Call, repository: string, repositoryId: number): Answer {
    const name = url.searchParams.get('name');
    const found = this.stored
      .filter((artifact) => artifact.run.repository === repository && (name === null || artifact.name === name))
      .reverse();
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const artifacts = found.slice(0, size).map((artifact) => artifactJson(artifact, url, repositoryId));
    return jsonAnswer(200, { total_count: found.length, artifacts });
  }

  run({ url }: Call, repository: Json): Answer {
    const id = Number(url.pathname.split('/').at(-1));
    const run = this.runs.find((candidate) => candidate.id === id && candidate.repository === repository['full_name']);
    return run === undefined ? NOT_FOUND : jsonAnswer(200, runJson(run, url, repository));
  }

  /** Where the bytes are, as a redirection. */
  download({ url }: Call): Answer {
    const id = Number(url.pathname.split('/').at(-2));
    const artifact = this.stored.find((candidate) => candidate.id === id);
    if (artifact === undefined) return NOT_FOUND;
    return { status: 302, headers: { location: artifact.url }, body: Buffer.alloc(0) };
  }
}

const NOT_FOUND = jsonAnswer(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' });
const SHA = '0'.repeat(40);

function artifactJson(artifact: StoredArtifact, { origin, pathname }: URL, repositoryId: number): Json {
  const { id, name, size, digest, createdAt, expired, run } = artifact;
  const address = `${origin}${pathname}/${id}`;
  const date = createdAt.toISOString();
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: size,
    url: address,
    archive_download_url: `${address}/zip`,
    expired,
    digest,
    created_at: date,
    updated_at: date,
    expires_at: date,
    workflow_run: {
      id: run.id,
      repository_id: repositoryId,
      head_repository_id: run.headRepositoryId ?? repositoryId,
      head_branch: 'change',
      head_sha: SHA,
    },
  };
}

function runJson({ id, event, path }: WorkflowRun, { origin, pathname }: URL, repository: Json): Json {
  const address = `${origin}${pathname}`;
  const urls = ['jobs', 'logs', 'check_suite', 'cancel', 'rerun', 'artifacts', 'workflow'];
  const date = '2026-11-22T12:00:00Z';
  return {
    id,
    node_id: `R_${id}`,
    name: 'changeover',
    display_title: 'A change',
    event,
    path,
    run_number: 1,
    workflow_id: 1,
    status: 'completed',
    conclusion: 'success',
    head_branch: 'change',
    head_sha: SHA,
    head_commit: null,
    url: address,
    html_url: address,
    created_at: date,
    updated_at: date,
    pull_requests: [],
    repository,
    head_repository: repository,
    ...Object.fromEntries(urls.map((name) => [`${name}_url`, `${address}/${name}`])),
  };
}
