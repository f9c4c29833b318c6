// The player: which statement comes next and after how long. No clock of its own.

export type PlayMode = 'paced' | 'real' | 'step';
export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;
/** At most four statements a second, and no wait above a second, when paced. */
const PACED_LEAST = 0.25;
const PACED_MOST = 1;

export interface Player { readonly playing: boolean; readonly mode: PlayMode; readonly speed: number }

export const STOPPED: Player = { playing: false, mode: 'paced', speed: 1 };

export type PlayerEvent = { kind: 'toggled' } | { kind: 'stopped' } | { kind: 'mode'; mode: PlayMode } | { kind: 'faster' } | { kind: 'slower' };

function beside(speed: number, by: 1 | -1): number {
  const index = SPEEDS.findIndex((each) => each >= speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index + by))] ?? 1;
}

export function reducePlayer(player: Player, event: PlayerEvent): Player {
  switch (event.kind) {
    case 'toggled': return player.mode === 'step' ? { ...player, mode: 'paced', playing: true } : { ...player, playing: !player.playing };
    case 'stopped': return player.playing ? { ...player, playing: false } : player;
    case 'mode': return { ...player, mode: event.mode, playing: event.mode !== 'step' && player.playing };
    case 'faster': return { ...player, speed: beside(player.speed, 1) };
    case 'slower': return { ...player, speed: beside(player.speed, -1) };
  }
}

/**
 * Seconds to wait before the next statement is shown.
 *
 * @param gap seconds between the starts of the two statements
 * @param fold whether idle time is left out
 */
export function waitFor(player: Player, gap: number, fold: boolean): number {
  const real = Math.max(0, gap) / player.speed;
  if (player.mode === 'real') return fold ? Math.min(real, PACED_MOST) : real;
  return Math.min(PACED_MOST, Math.max(PACED_LEAST, gap)) / player.speed;
}
