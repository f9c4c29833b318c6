// What the parts page takes from fixtures.mjs; it says itself what each is.
export const audit: unknown;
export const info: unknown;
export const me: unknown;
export const reviewNotes: unknown;
export const session: unknown;
export const sessions: unknown;
export const statements: unknown;
export function facetsOf(found: unknown): unknown;
export function outlineOf(all: unknown): unknown;
