// Starts the whole system with `postern demo` in a temporary folder, and ends it again.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const POSTERN = fileURLToPath(new URL('../../postern', import.meta.url));
/** The first start after a change builds everything. */
const START_MILLIS = 6 * 60_000;
/** What `postern demo` promises for SIGTERM. */
const STOP_MILLIS = 10_000;
const COMMAND_MILLIS = 60_000;
const POLL_MILLIS = 100;

function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/** The environment without anything that points a client at another server or another profile. */
export function cleanEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|POSTERN_)/.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...extra };
}

/** Runs a command to its end; a non-zero exit code is an answer, not a failure. */
export function run(command, args, extra = {}, input = '') {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env: cleanEnvironment(extra), timeout: COMMAND_MILLIS, maxBuffer: 64 * 1024 * 1024 }, (failure, stdout, stderr) => {
      if (failure && typeof failure.code !== 'number') reject(new Error(`${command} ${args.join(' ')} did not end by itself: ${failure.message}\n${stdout}${stderr}`));
      else resolve({ code: failure ? failure.code : 0, stdout, stderr, output: stdout + stderr });
    });
    child.stdin.end(input);
  });
}

/** The variables of a file of `export NAME='value'` lines. */
function variablesOf(text) {
  const lines = text.matchAll(/^export (\w+)='((?:[^']|'\\'')*)'$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value.replaceAll("'\\''", "'")]));
}

class Demo {
  #child;
  #folder;
  #options;
  #environment;
  #said = '';

  constructor(folder, options, environment) {
    this.#folder = folder;
    this.#options = options;
    this.data = join(folder, 'data');
    this.#environment = environment(this.data);
    this.variables = {};
  }

  /** Starts it with what its folder keeps, and waits until it says that it is ready. */
  async start() {
    const args = ['demo', '--data', this.data, '--env-file', join(this.#folder, 'env'), ...this.#options];
    this.#said = '';
    this.#child = spawn(POSTERN, args, { env: cleanEnvironment(this.#environment), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.setEncoding('utf8').on('data', (text) => { this.#said += text; });
    await this.ready();
  }

  /** Ends it and its database as a machine does that loses power. */
  async kill() {
    const database = Number((await readFile(join(this.data, 'database', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    const gone = new Promise((resolve) => { this.#child.once('exit', resolve); });
    this.#child.kill('SIGKILL');
    await gone;
    process.kill(database, 'SIGQUIT');
    for (const since = Date.now(); isAlive(database);) {
      if (Date.now() - since > STOP_MILLIS) throw new Error('the demo’s database was still running after SIGQUIT');
      await new Promise((resolve) => { setTimeout(resolve, POLL_MILLIS); });
    }
  }

  get url() { return this.variables.POSTERN_URL; }

  /** Everything the demo has printed. */
  get said() { return this.#said; }

  async ready() {
    const ends = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => reject(new Error(`postern demo ended with ${code ?? signal} before it was ready:\n${this.#said}`)));
    });
    const late = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`postern demo was not ready after ${START_MILLIS / 1000} s:\n${this.#said}`)), START_MILLIS).unref();
    });
    const up = new Promise((resolve) => this.#child.stdout.on('data', () => { if (/^Ready\b/m.test(this.#said)) resolve(); }));
    await Promise.race([up, ends, late]);
    ends.catch(() => undefined);
    this.variables = variablesOf(await readFile(join(this.#folder, 'env'), 'utf8'));
  }

  /** The profile folder of a person. */
  home(person) { return join(this.data, 'people', person); }

  /** Runs the postern command as a person. */
  postern(person, ...args) { return run(POSTERN, args, { POSTERN_HOME: this.home(person) }); }

  /** Starts the postern command as a person, for what waits for a browser. */
  startPostern(person, ...args) {
    return spawn(POSTERN, args, { env: cleanEnvironment({ POSTERN_HOME: this.home(person) }), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Signs a person in on the command line, through the identity provider. */
  async logIn(person) {
    const answer = await this.postern(person, 'login', '--demo', person, '--proxy', this.url);
    if (answer.code !== 0) throw new Error(`postern login --demo ${person} ended with ${answer.code}:\n${answer.output}`);
  }

  /** Runs plain psql with the service file that the person's login wrote. */
  psql(person, connection, sql) {
    const args = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql, connection];
    return run('psql', args, { PGSERVICEFILE: join(this.home(person), 'pg_service.conf'), PGCONNECT_TIMEOUT: '20' });
  }

  /** Ends the demo by its own process id; true if it went in time by itself. */
  async stop() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise((resolve) => this.#child.once('exit', () => resolve(true)));
      this.#child.kill('SIGTERM');
      const inTime = await Promise.race([gone, new Promise((resolve) => { setTimeout(() => resolve(false), STOP_MILLIS).unref(); })]);
      if (!inTime) {
        this.#child.kill('SIGKILL');
        await gone;
        throw new Error(`postern demo was still running ${STOP_MILLIS / 1000} s after SIGTERM:\n${this.#said}`);
      }
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Starts a demo and waits until it says that it is ready.
 *
 * @param options as of `postern demo`, besides where it keeps what it keeps
 */
export function startDemo(...options) {
  return startDemoIn(() => ({}), ...options);
}

/** As `startDemo`, with variables of its own: `environment` gives them for the folder where the demo keeps what it keeps. */
export async function startDemoIn(environment, ...options) {
  const folder = await mkdtemp(join(tmpdir(), 'postern-e2e-'));
  const demo = new Demo(folder, options, environment);
  try {
    await demo.start();
    return demo;
  } catch (failure) {
    await demo.stop().catch(() => undefined);
    throw failure;
  }
}
