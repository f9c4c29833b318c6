// Makes the disk of a demo's broker slow, with the library that the system tests of the command line use too.
import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('../../cli/src/test/c/faults.c', import.meta.url));

/** What to say where there is no compiler. */
export const NEEDS = 'this test makes the disk slow with a library in C: install a compiler (Debian: gcc libc6-dev) and run it again';

/** Whether a compiler is there. */
export const hasCompiler = () => run('cc', ['--version']).then(() => true, () => false);

export class SlowDisk {
  #folder;

  /** Compiles the library; until `slow` is called the disk is as it is. */
  static async make() {
    const disk = new SlowDisk();
    disk.#folder = await mkdtemp(join(tmpdir(), 'postern-faults-'));
    await run('cc', ['-Wall', '-O1', '-shared', '-fPIC', '-o', disk.#library, SOURCE, '-ldl']);
    return disk;
  }

  get #library() { return join(this.#folder, 'faults.so'); }
  get #delay() { return join(this.#folder, 'delay'); }

  /** The variables of a process whose syncs below a part of `folder` may be slow. */
  environment(folder, part) {
    return { LD_PRELOAD: this.#library, FAULT_FOLDER: folder, FAULT_NAME: part, FAULT_DELAY: this.#delay };
  }

  /** Each sync that begins from now on takes so long. */
  async slow(millis) {
    await writeFile(`${this.#delay}.next`, String(millis));
    await rename(`${this.#delay}.next`, this.#delay);
  }

  /** Syncs that begin from now on are as fast as the disk; those under way still take their time. */
  async fast() { await rm(this.#delay, { force: true }); }

  async remove() { await rm(this.#folder, { recursive: true, force: true }); }
}
