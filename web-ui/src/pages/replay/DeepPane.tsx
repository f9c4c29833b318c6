import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Message, Statement } from '../../api/types';
import { bytes, count, offset, visible } from '../../model/format';
import { fieldAt, hexRows } from '../../model/hex';
import { linesOf } from '../../model/messages';
import { standing, type Anchor, type Written } from '../../model/notes';
import { Failure, Loading, Recorded } from '../../parts/basics';
import { useLoaded } from '../../parts/load';
import { t } from '../../strings';
import { NoteMark } from './NotesPane';

const MESSAGES = 200;
/** How many messages stand before the one that a link names, so that the cause is seen with the effect. */
const LEAD = 6;
const m = t.messages;

function Direction({ message }: { message: Message }) {
  if (message.fact !== undefined) return <span class="dir dir-broker">{m.broker}</span>;
  const words = message.from === 'broker' ? (message.to === 'server' ? m.brokerToServer : m.brokerToClient) : message.from === 'client' ? m.toServer : m.toClient;
  return <span class={`dir dir-${message.from}`}>{words}</span>;
}

const arrowOf = (message: Message): string => (message.fact !== undefined ? '◇' : message.to === 'server' ? '→' : '←');

function Row({ message, selected, own, written, select }: { message: Message; selected: boolean; own: boolean; written: Written; select: () => void }) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => { if (selected) row.current?.scrollIntoView({ block: 'nearest' }); }, [selected]);
  return (
    <tr ref={row} class={`${selected ? 'selected' : ''} ${own ? '' : 'other'}`} aria-selected={selected} onClick={select}>
      <td class="num ink-3">{message.number}</td>
      <td><span class="arrow" aria-hidden="true">{arrowOf(message)}</span> <Direction message={message} /></td>
      <td><button type="button" class="message-name" onClick={select}><b>{message.type === null ? '' : visible(message.type)}</b>{message.name}</button><NoteMark written={written} /></td>
      <td class="num ink-2">{message.fact !== undefined ? '' : count(message.length)}</td>
      <td class="num ink-3">{offset(message.atSeconds)}</td>
    </tr>
  );
}

function RunRow({ first, times, size, own, open }: { first: Message; times: number; size: number; own: boolean; open: () => void }) {
  return (
    <tr class={own ? 'run' : 'run other'}>
      <td class="num ink-3">{first.number}</td>
      <td><span class="arrow" aria-hidden="true">{arrowOf(first)}</span> <Direction message={first} /></td>
      <td><button type="button" class="message-name" aria-expanded={false} onClick={open}><b>{first.type}</b>{first.name} <span class="ink-3">× {count(times)}</span></button></td>
      <td class="num ink-2">{count(size)}</td><td class="num ink-3">{offset(first.atSeconds)}</td>
    </tr>
  );
}

function FactFields({ fact }: { fact: Record<string, unknown> }) {
  return <dl class="fields">{Object.entries(fact).map(([name, value]) => <div key={name} class="field"><dt>{name}</dt><dd>{visible(typeof value === 'string' ? value : JSON.stringify(value))}</dd></div>)}</dl>;
}

function Inspect({ message, off, hex, chooseByte }: { message: Message; off: number | null; hex: boolean; chooseByte: (off: number | null) => void }) {
  const [hovered, setHovered] = useState<number | null>(null);
  const chosen = off === null ? null : fieldAt(message.fields, off);
  const field = hovered ?? chosen;
  const rows = useMemo(() => (hex ? hexRows(message.hex, message.fields) : []), [message, hex]);
  useEffect(() => { if (off !== null) document.getElementById('byte-chosen')?.scrollIntoView({ block: 'nearest' }); }, [off, message.number]);
  const classOf = (byte: { field: number | null; offset: number }, base: string) => `${base} ${byte.field !== null && byte.field === field ? 'on' : ''} ${byte.offset === off ? 'here' : ''}`;
  return (
    <>
      <section class="fields-pane" id="fields" tabIndex={-1} aria-label={m.fields}>
        <h3 class="cap">{m.fields} <span class="cap-note">{message.name}</span></h3>
        {message.fact && <FactFields fact={message.fact} />}
        {!message.fact && message.fields.length === 0 && <p class="pane-pad ink-3">{m.noFields}</p>}
        <ul class="fields">
          {message.fields.map((each, index) => (
            <li key={index}><button type="button" class={field === index ? 'field on' : 'field'} aria-pressed={chosen === index} onClick={() => chooseByte(chosen === index ? null : each.offset)} onMouseEnter={() => setHovered(index)} onMouseLeave={() => setHovered(null)}>
              <span class="field-name">{each.name}</span><span class="field-value"><Recorded whole text={each.value} /></span></button></li>
          ))}
        </ul>
      </section>
      {hex && (
        <section class="bytes-pane" id="bytes" tabIndex={0} aria-label={m.bytes}>
          <h3 class="cap">{m.bytes} <span class="cap-note">{message.fact !== undefined ? '' : bytes(message.length)}</span>{message.truncated && <span class="flag gap"> · {m.truncated(bytes(message.hex.length / 2), bytes(message.length))}</span>}</h3>
          {rows.length === 0 ? <p class="pane-pad ink-3">{m.noBytes}</p> : (
            <div class="hex" role="presentation">
              {rows.map((row) => (
                <div key={row.offset} class="hex-row">
                  <span class="hex-offset">{row.offset.toString(16).padStart(4, '0')}</span>
                  <span class="hex-bytes">{row.bytes.map((byte) => <span key={byte.offset} id={byte.offset === off ? 'byte-chosen' : undefined} class={classOf(byte, 'byte')} onClick={() => chooseByte(byte.offset)}>{byte.hex}</span>)}</span>
                  <span class="hex-ascii">{row.bytes.map((byte) => <span key={byte.offset} class={classOf(byte, '')} onClick={() => chooseByte(byte.offset)}>{byte.ascii}</span>)}</span>
                </div>
              ))}
            </div>
          )}
        </section>
      )}
    </>
  );
}

export interface DeepProps {
  statement: Statement; about: (anchor: Anchor) => Written; chosen: number | null; off: number | null; hex: boolean;
  choose: (message: Message, off: number | null) => void; close: () => void; toggleHex: () => void;
}

/** The messages behind a statement: list, fields, bytes, one selection through all three. */
export function DeepPane({ statement, about, chosen, off, hex, choose, close, toggleHex }: DeepProps) {
  const home = Math.max(0, statement.message - 1);
  const pageFor = (from: number) => (chosen !== null && (chosen <= from || chosen > from + MESSAGES) ? Math.max(0, chosen - LEAD) : from);
  const [after, setAfter] = useState(() => pageFor(home));
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const first = useRef(true);
  useEffect(() => { if (!first.current && chosen === null) setAfter(home); }, [statement.ordinal]);
  useEffect(() => { if (!first.current) setAfter((from) => pageFor(from)); first.current = false; }, [chosen]);
  const loaded = useLoaded(`${statement.session}/${after}`, (signal) => api.messages(statement.session, after, MESSAGES, signal));
  const items = loaded.value?.items ?? [];
  // Facts have no number, so no address names them.
  const [fact, setFact] = useState<Message | null>(null);
  useEffect(() => setFact(null), [chosen, statement.ordinal]);
  const selected = fact !== null && items.includes(fact) ? fact : items.find((each) => each.number === (chosen ?? statement.message)) ?? items.find((each) => each.number > 0) ?? items[0] ?? null;
  const writtenAt = (number: number) => about({ kind: 'message', m: number });
  const lines = useMemo(() => linesOf(items, opened, (number) => number === selected?.number || standing(writtenAt(number)) > 0), [items, opened, selected, about]);
  return (
    <section class={hex ? 'deep' : 'deep no-hex'} aria-label={m.list}>
      <section class="messages-list" id="messages" tabIndex={0} aria-label={m.list}>
        <div class="cap cap-row"><span>{m.listOf(statement.ordinal)} <span class="cap-note">{m.legend}</span></span>
          <span class="cap-acts"><button type="button" class="quiet small" disabled={after === 0} onClick={() => setAfter(Math.max(0, after - MESSAGES))}>{m.earlier}</button>
            <button type="button" class="quiet small" disabled={loaded.value?.nextAfter == null} onClick={() => setAfter(loaded.value?.nextAfter ?? after)}>{m.later}</button>
            <button type="button" class="quiet small" aria-pressed={hex} title="x" onClick={toggleHex}>{m.bytes}</button><button type="button" class="quiet small" title="o" onClick={close}>{t.common.close}</button></span></div>
        {loaded.state === 'failed' && <Failure failure={loaded.failure} retry={loaded.reload} />}
        {loaded.state === 'loading' && items.length === 0 && <div class="pane-pad"><Loading what={m.list} /></div>}
        {loaded.state === 'ready' && items.length === 0 && <p class="pane-pad ink-3">{m.none}</p>}
        {items.length > 0 && (
          <table class="msgs" role="grid" aria-label={m.list}>
            <thead><tr><th scope="col" class="num">{m.number}</th><th scope="col">{m.direction}</th><th scope="col">{m.name}</th><th scope="col" class="num">{m.length}</th><th scope="col" class="num">{m.at}</th></tr></thead>
            <tbody>{lines.map((line, index) => (line.kind === 'message'
              ? <Row key={line.message.number === 0 ? `f${index}` : line.message.number} message={line.message} own={line.message.ordinal === statement.ordinal} written={writtenAt(line.message.number)} selected={line.message === selected} select={() => (line.message.fact === undefined ? choose(line.message, null) : setFact(line.message))} />
              : <RunRow key={`r${line.first.number}`} first={line.first} times={line.count} size={line.bytes} own={line.first.ordinal === statement.ordinal} open={() => setOpened(new Set([...opened, line.first.number]))} />))}</tbody>
          </table>
        )}
      </section>
      {selected ? <Inspect key={selected.number === 0 ? selected.name + selected.at : selected.number} message={selected} off={off} hex={hex} chooseByte={(byte) => choose(selected, byte)} /> : <p class="pane-pad ink-3">{m.pick}</p>}
    </section>
  );
}
