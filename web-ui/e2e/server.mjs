// A server that a test starts and ends by its own process id.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const socket = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

export class Server {
  #child;
  #name;
  #said = '';

  /** @param options as of `spawn` */
  constructor(name, command, args, options) {
    this.#name = name;
    this.#child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.setEncoding('utf8').on('data', (text) => { this.#said += text; });
  }

  /** Everything it has printed. */
  get said() { return this.#said; }

  /** Waits until it has printed a line. */
  async ready(line, patienceMillis) {
    const ended = (code, signal, reject) => reject(new Error(`${this.#name} ended with ${code ?? signal} before it was ready:\n${this.#said}`));
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${this.#name} was not ready after ${patienceMillis / 1000} s:\n${this.#said}`)), patienceMillis);
      const look = () => { if (line.test(this.#said)) { clearTimeout(late); resolve(); } };
      this.#child.stdout.on('data', look);
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => { clearTimeout(late); ended(code, signal, reject); });
    });
    return this;
  }

  /** Ends it; by force if it takes longer than `patienceMillis`. */
  async stop(patienceMillis = 15_000) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => { this.#child.once('exit', resolve); });
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), patienceMillis);
    await gone;
    clearTimeout(force);
  }
}
