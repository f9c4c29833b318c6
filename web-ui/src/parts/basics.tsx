import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import type { SessionState } from '../api/types';
import type { Listing } from '../model/paging';
import { count, cutTo, duration, segmentsOf, utc } from '../model/format';
import { t } from '../strings';
import { Glyph } from './glyphs';

/** How much of a name or a short value is shown before it is cut; what is longer wants to be looked at in its own place. */
const MOST_SHOWN = 160;

/** Recorded text: control and reordering characters spelled out, direction isolated; cut with a count unless it is wanted whole. */
export function Recorded({ text, whole = false }: { text: string; whole?: boolean }) {
  const { start, left } = whole ? { start: text, left: 0 } : cutTo(text, MOST_SHOWN);
  return <><Spelled text={start} />{left > 0 && <span class="cut"> {t.common.cut(count(left))}</span>}</>;
}

const MOST_READ = 800;

/** A text that people wrote to be read: the rest of a very long one is a press away. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const { start, left } = open ? { start: text, left: 0 } : cutTo(text, MOST_READ);
  return <><Spelled text={start} />{left > 0 && <button type="button" class="quiet small" onClick={() => setOpen(true)}>{t.common.cut(count(left))}</button>}</>;
}

function Spelled({ text }: { text: string }) {
  return <bdi>{segmentsOf(text).map((segment, index) => (segment.escaped ? <bdi key={index} dir="ltr" class="escaped">{segment.text}</bdi> : segment.text))}</bdi>;
}

export function Time({ at, withDate = true }: { at: string; withDate?: boolean }) {
  const { date, clock } = utc(at);
  return (
    <time dateTime={at} title={`${at} (UTC)`} class="time">
      {withDate && <span class="time-date">{date} </span>}<span>{clock}</span>
    </time>
  );
}

const GLYPHS = { live: '●', ended: '○', recovered: '◐' } as const;

export function StateWord({ state }: { state: SessionState }) {
  const about = { live: t.states.liveAbout, ended: t.states.endedAbout, recovered: t.states.recoveredAbout }[state];
  return <span class={`state state-${state}`} title={about}><span class="glyph" aria-hidden="true">{GLYPHS[state]}</span>{t.states[state]}</span>;
}

const RETRY_SECONDS = 10;

/** Tries again by itself where waiting may help, and says when. */
function Countdown({ retry }: { retry: () => void }) {
  const [left, setLeft] = useState(RETRY_SECONDS);
  useEffect(() => {
    const timer = setTimeout(() => { if (left > 1) setLeft(left - 1); else { setLeft(RETRY_SECONDS); retry(); } }, 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return <span class="num-left" aria-hidden="true">{t.errors.again(left)}</span>;
}

/** A refusal of the broker in its own words, with what to do next. */
export function Failure({ failure, retry }: { failure: unknown; retry?: () => void }) {
  const known = failure instanceof ApiError ? failure : null;
  return (
    <div class="failure" role="alert">
      <p class="failure-message"><span class="glyph" aria-hidden="true">▲</span>{known ? <LongText text={known.message} /> : t.errors.unknown}</p>
      {known?.hint && <p class="failure-hint"><LongText text={known.hint} /></p>}
      {!known && failure instanceof Error && <p class="failure-hint code"><Recorded text={failure.message} /></p>}
      <p class="failure-foot">
        {known && <code><Recorded text={known.code} /></code>}
        {known !== null && known.status >= 500 && known.request !== '' && <span class="ink-3">{t.errors.request} <code>{known.request}</code></span>}
        {retry && <button type="button" class="quiet" onClick={retry}>{t.common.retry}</button>}
        {retry && (known?.status === 0 || known?.status === 503) && <Countdown retry={retry} />}
      </p>
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return <p class="loading" role="status">{what}<span aria-hidden="true"> …</span></p>;
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><h2>{title}</h2>{children}</div>;
}

const BEHIND_MILLIS = 2000;

/** Says that a list may lack what was recorded lately, as soon as that is more than a moment. */
export function Behind({ millis, again }: { millis: number; again: () => void }) {
  if (millis < BEHIND_MILLIS) return null;
  return <p class="behind" role="status"><Glyph name="gap" /> {t.common.behind(duration(millis / 1000))} <button class="quiet" type="button" onClick={again}>{t.common.retry}</button></p>;
}

/** Copies a text and says so in place. */
export function CopyButton({ text, label, done, kind = 'quiet', title }: {
  text: string; label: string; done?: string; kind?: 'quiet' | 'plain' | 'strong'; title?: string;
}) {
  const [said, setSaid] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    setSaid((await copyText(text)) ? (done ?? t.common.copied) : t.common.copyFailed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(null), 2000);
  };
  return (
    <button type="button" class={`copy ${kind}`} onClick={copy} title={title}>
      <span class="copy-label">{said ?? label}</span><span class="sr" role="status">{said ?? ''}</span>
    </button>
  );
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A command line that can be copied. */
export function Command({ text }: { text: string }) {
  return <div class="command"><code>{text}</code><CopyButton text={text} label={t.common.copy} /></div>;
}

export function MoreButton({ loading, more }: { loading: boolean; more: () => void }) {
  return <p class="more"><button type="button" class="plain" onClick={more} disabled={loading}>{loading ? t.common.loading : t.common.loadMore}</button></p>;
}

/** The end of a list that goes on: where the search stopped before the page was full, or only that there is more. */
export function ListEnd({ listing, more }: { listing: Listing<unknown>; more: () => void }) {
  if (listing.nextCursor === null) return null;
  const loading = listing.state === 'loading';
  if (listing.searchedBackTo === null) return <MoreButton loading={loading} more={more} />;
  return <p class="more searched-to" role="status"><Glyph name="gap" /> {t.common.searchedBackTo} <Time at={listing.searchedBackTo} /> {t.common.utc} · <button type="button" class="plain" onClick={more} disabled={loading}>{loading ? t.common.loading : t.common.searchOn}</button></p>;
}

/** A modal dialog of the browser's own: focus stays in it, Escape closes it. */
export function Dialog({ title, close, children, drawer = false, wide = false }: {
  title: string; close: () => void; children: ComponentChildren; drawer?: boolean; wide?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class={drawer ? 'drawer' : wide ? 'wide' : ''} aria-label={title} onClose={close}
      onClick={(event) => { if (event.target === dialog.current) dialog.current?.close(); }}>
      <div class="dialog-body">
        <header class="dialog-head"><h2>{title}</h2><button type="button" class="quiet" onClick={() => dialog.current?.close()}>{t.common.close}</button></header>
        {children}
      </div>
    </dialog>
  );
}
