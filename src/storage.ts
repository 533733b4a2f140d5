import { execFile } from 'node:child_process';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ArtifactNotFoundError, DefaultArtifactClient } from '@actions/artifact';
import { restoreCache, saveCache } from '@actions/cache';
import { PACK_FILE, type StorageJob, type StorageOutcome } from './commands/steps/runner-storage.ts';

// A program of its own, which the Action starts for one transfer and ends when it takes too long. The toolkit's clients are
// slow to load, cannot be interrupted, write workflow commands to the log and take their folders from the environment:
// here they do all that to nobody but themselves. The folder of the file is the working directory.

process.once('disconnect', () => process.exit(1));
process.once('message', (job: StorageJob) => {
  perform(job)
    .catch(
      (error: unknown): StorageOutcome => ({ kind: 'failed', reason: error instanceof Error ? error.message : '' }),
    )
    .then((outcome) => process.send?.(outcome, () => process.exit(0)));
});

async function perform(job: StorageJob): Promise<StorageOutcome> {
  switch (job.do) {
    case 'restore-cache':
      return await restore(job.prefix);
    case 'save-cache':
      // The reason stands in what the client has printed.
      return (await saveCache([PACK_FILE], job.key)) === -1 ? { kind: 'failed', reason: '' } : { kind: 'done' };
    case 'download-artifact':
      return await download(job);
    case 'upload-artifact':
      return await upload(job);
  }
}

/**
 * The client unpacks with `tar -P`, which follows absolute paths, `..` and links wherever an archive leads it. GNU tar takes
 * further options from the environment: here, that every entry and every link in it has the one name that may arrive.
 */
async function restore(prefix: string): Promise<StorageOutcome> {
  if (!(await hasGnuTar())) return { kind: 'failed', reason: 'GNU tar is needed to unpack it safely, and is not here' };
  process.env['TAR_OPTIONS'] = `--transform=flags=rsh;s,.*,${PACK_FILE}, --no-same-owner --no-same-permissions`;
  const found = await restoreCache([PACK_FILE], prefix, [prefix]);
  return { kind: found === undefined ? 'nothing' : 'done' };
}

/** The tar that the client runs. */
async function hasGnuTar(): Promise<boolean> {
  const windows = join(process.env['PROGRAMFILES'] ?? '', 'Git', 'usr', 'bin', 'tar.exe');
  const others = process.platform === 'darwin' ? 'gtar' : 'tar';
  const version = promisify(execFile)(process.platform === 'win32' ? windows : others, ['--version']);
  return await version.then(
    ({ stdout }) => stdout.includes('GNU tar'),
    () => false,
  );
}

/** As a file, never unpacked: it counts only when all of it has the digest that GitHub names. */
async function download({
  artifact: { id, runId, digest },
  owner,
  repo,
  token,
}: Extract<StorageJob, { do: 'download-artifact' }>): Promise<StorageOutcome> {
  const { digestMismatch } = await new DefaultArtifactClient().downloadArtifact(id, {
    path: process.cwd(),
    skipDecompress: true,
    expectedHash: digest,
    findBy: { token, workflowRunId: runId, repositoryOwner: owner, repositoryName: repo },
  });
  const [name] = await readdir(process.cwd());
  if (digestMismatch !== false || name === undefined) {
    return { kind: 'failed', reason: 'the artifact does not match its digest' };
  }
  await rename(name, PACK_FILE);
  return { kind: 'done' };
}

async function upload({
  name,
  retentionDays,
}: Extract<StorageJob, { do: 'upload-artifact' }>): Promise<StorageOutcome> {
  const client = new DefaultArtifactClient();
  // The name of a file that is uploaded as it is becomes the artifact's.
  await rename(PACK_FILE, name);
  // An earlier attempt of the same run has left one; this one holds all of it.
  await client.deleteArtifact(name).catch((error: unknown) => {
    if (!(error instanceof ArtifactNotFoundError)) throw error;
  });
  await client.uploadArtifact(name, [join(process.cwd(), name)], process.cwd(), { skipArchive: true, retentionDays });
  return { kind: 'done' };
}
