import { createHash } from 'node:crypto';
import type { Artifacts } from '../github/artifacts.ts';
import type { Blobs } from './blobs.ts';
import type { Job } from './job.ts';

type Json = Record<string, unknown>;

/** The service that takes a run's artifacts. What it has is told by GitHub's API. */
export class ArtifactService {
  readonly #blobs: Blobs;
  readonly #artifacts: Artifacts;
  readonly #uploads = new Map<string, string>();

  constructor(blobs: Blobs, artifacts: Artifacts) {
    this.#blobs = blobs;
    this.#artifacts = artifacts;
  }

  answer(method: string, body: Json, job: Job, address: (path: string) => string): Json | 'conflict' | undefined {
    const name = String(body['name'] ?? body['name_filter'] ?? '');
    const stored = () => this.#artifacts.stored.filter((one) => one.run.id === job.run.id && one.name === name);
    switch (method) {
      case 'CreateArtifact': {
        if (stored().length > 0) return 'conflict';
        const blob = this.#blobs.path();
        this.#uploads.set(name, blob);
        return { ok: true, signed_upload_url: address(blob) };
      }
      case 'FinalizeArtifact': {
        const id = this.upload(job, name, this.#blobs.get(this.#uploads.get(name) ?? '') ?? Buffer.alloc(0), address);
        return { ok: true, artifact_id: String(id) };
      }
      case 'ListArtifacts':
        return { artifacts: stored().map((one) => ({ name: one.name, database_id: String(one.id), ...BACKEND_IDS })) };
      case 'DeleteArtifact': {
        const [gone] = stored();
        if (gone !== undefined) this.#artifacts.stored.splice(this.#artifacts.stored.indexOf(gone), 1);
        return { ok: true, artifact_id: String(gone?.id ?? 0) };
      }
      default:
        return undefined;
    }
  }

  /** Adds an artifact of a run, as any step of its jobs could. Returns its ID. */
  upload({ run }: Pick<Job, 'run'>, name: string, content: Buffer, address: (path: string) => string): number {
    const blob = this.#blobs.path();
    this.#blobs.put(blob, content);
    const id = 7000 + this.#artifacts.stored.length + this.#uploads.size;
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    const createdAt = new Date(Date.UTC(2026, 10, 22, 12, 0, this.#artifacts.stored.length));
    this.#artifacts.stored.push({
      id,
      name,
      run,
      size: content.length,
      digest,
      createdAt,
      expired: false,
      url: address(blob),
    });
    return id;
  }
}

const BACKEND_IDS = { workflow_run_backend_id: 'run', workflow_job_run_backend_id: 'job', size: '1' };
