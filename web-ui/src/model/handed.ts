// A value that one page hands to another in memory: it stands in no address, history or storage, and is taken once.

let handed: string | null = null;

export function handOver(value: string): void {
  handed = value;
}

/** The value, which is nowhere any more then; null if none was handed over. */
export function takeHanded(): string | null {
  const value = handed;
  handed = null;
  return value;
}
