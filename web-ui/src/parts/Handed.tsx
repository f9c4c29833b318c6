import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { takeHanded } from '../model/handed';

/** Puts a value that another page handed over into a field of the page within, as if somebody had typed it there. */
export function Handed({ field, children }: { field: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const value = takeHanded();
    const input = box.current?.querySelector<HTMLInputElement>(field);
    if (value === null || input == null) return;
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, []);
  return <div ref={box}>{children}</div>;
}
