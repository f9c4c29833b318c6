import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Message, Statement } from '../../api/types';
import { bytes, count, offset, visible } from '../../model/format';
import { hexRows } from '../../model/hex';
import { Failure, Loading, Recorded } from '../../parts/basics';
import { useLoaded } from '../../parts/load';
import { t } from '../../strings';

const MESSAGES = 200;
/** How many messages stand before the one that a link names, so that the cause is seen with the effect. */
const LEAD = 6;
const m = t.messages;

function Direction({ message }: { message: Message }) {
  if (message.type === null) return <span class="dir dir-broker"><span aria-hidden="true">◇</span> {m.broker}</span>;
  const words = message.from === 'broker' ? (message.to === 'server' ? m.brokerToServer : m.brokerToClient) : message.from === 'client' ? m.toServer : m.toClient;
  return <span class={`dir dir-${message.from}`}>{words}</span>;
}

function Row({ message, selected, own, select }: { message: Message; selected: boolean; own: boolean; select: () => void }) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => { if (selected) row.current?.scrollIntoView({ block: 'nearest' }); }, [selected]);
  const arrow = message.type === null ? '◇' : message.to === 'server' ? '→' : '←';
  return (
    <tr ref={row} class={`${selected ? 'selected' : ''} ${own ? '' : 'other'}`} aria-selected={selected} onClick={select}>
      <td class="num ink-3">{message.number}</td>
      <td><span class="arrow" aria-hidden="true">{arrow}</span> <Direction message={message} /></td>
      <td><button type="button" class="message-name" onClick={select}>{message.type !== null && <b>{visible(message.type)}</b>}{message.name}</button></td>
      <td class="num ink-2">{message.type === null ? '' : count(message.length)}</td>
      <td class="num ink-3">{offset(message.atSeconds)}</td>
    </tr>
  );
}

function FactFields({ fact }: { fact: Record<string, unknown> }) {
  return <dl class="fields">{Object.entries(fact).map(([name, value]) => <div key={name} class="field"><dt>{name}</dt><dd>{visible(typeof value === 'string' ? value : JSON.stringify(value))}</dd></div>)}</dl>;
}

function Inspect({ message }: { message: Message }) {
  const [field, setField] = useState<number | null>(null);
  useEffect(() => setField(null), [message.number]);
  const rows = useMemo(() => hexRows(message.hex, message.fields), [message]);
  return (
    <>
      <section class="fields-pane" aria-label={m.fields}>
        <h3 class="cap">{m.fields}</h3>
        {message.fact && <FactFields fact={message.fact} />}
        {!message.fact && message.fields.length === 0 && <p class="pane-pad ink-3">{m.noFields}</p>}
        <ul class="fields">
          {message.fields.map((each, index) => (
            <li key={index}><button type="button" class={field === index ? 'field on' : 'field'} aria-pressed={field === index} onClick={() => setField(field === index ? null : index)} onMouseEnter={() => setField(index)}>
              <span class="field-name">{each.name}</span><span class="field-value"><Recorded text={each.value} /></span></button></li>
          ))}
        </ul>
      </section>
      <section class="bytes-pane" aria-label={m.bytes}>
        <h3 class="cap">{m.bytes}{message.truncated && <span class="flag gap"> · {m.truncated(bytes(message.hex.length / 2), bytes(message.length))}</span>}</h3>
        {rows.length === 0 ? <p class="pane-pad ink-3">{m.noBytes}</p> : (
          <div class="hex" role="presentation">
            {rows.map((row) => (
              <div key={row.offset} class="hex-row">
                <span class="hex-offset">{row.offset.toString(16).padStart(4, '0')}</span>
                <span class="hex-bytes">{row.bytes.map((byte) => <span key={byte.offset} class={byte.field !== null && byte.field === field ? 'byte on' : 'byte'} onClick={() => setField(byte.field)}>{byte.hex}</span>)}</span>
                <span class="hex-ascii">{row.bytes.map((byte) => <span key={byte.offset} class={byte.field !== null && byte.field === field ? 'on' : ''} onClick={() => setField(byte.field)}>{byte.ascii}</span>)}</span>
              </div>
            ))}
          </div>
        )}
      </section>
    </>
  );
}

export function MessagesPane({ statement, chosen, choose }: { statement: Statement; chosen: number | null; choose: (number: number) => void }) {
  const home = Math.max(0, statement.message - 1);
  const pageFor = (from: number) => (chosen !== null && (chosen <= from || chosen > from + MESSAGES) ? Math.max(0, chosen - LEAD) : from);
  const [after, setAfter] = useState(() => pageFor(home));
  const first = useRef(true);
  useEffect(() => { if (!first.current) setAfter(pageFor(home)); }, [statement.ordinal]);
  useEffect(() => { if (!first.current) setAfter((from) => pageFor(from)); first.current = false; }, [chosen]);
  const loaded = useLoaded(`${statement.session}/${after}`, (signal) => api.messages(statement.session, after, MESSAGES, signal));
  const items = loaded.value?.items ?? [];
  const selected = items.find((each) => each.number === (chosen ?? statement.message)) ?? items[0] ?? null;
  return (
    <div class="messages">
      <section class="messages-list" aria-label={m.list}>
        <div class="cap cap-row"><span>{m.list}</span>
          <span><button type="button" class="quiet small" disabled={after === 0} onClick={() => setAfter(Math.max(0, after - MESSAGES))}>{m.earlier}</button>
            <button type="button" class="quiet small" disabled={loaded.value?.nextAfter == null} onClick={() => setAfter(loaded.value?.nextAfter ?? after)}>{m.later}</button></span></div>
        {loaded.state === 'failed' && <Failure failure={loaded.failure} retry={loaded.reload} />}
        {loaded.state === 'loading' && items.length === 0 && <div class="pane-pad"><Loading what={m.list} /></div>}
        {loaded.state === 'ready' && items.length === 0 && <p class="pane-pad ink-3">{m.none}</p>}
        {items.length > 0 && (
          <table class="msgs" role="grid" aria-label={m.list}>
            <thead><tr><th class="num">{m.number}</th><th>{m.direction}</th><th>{m.name}</th><th class="num">{m.length}</th><th class="num">{m.at}</th></tr></thead>
            <tbody>{items.map((message) => <Row key={message.number} message={message} own={message.ordinal === statement.ordinal} selected={message === selected} select={() => choose(message.number)} />)}</tbody>
          </table>
        )}
      </section>
      {selected ? <Inspect message={selected} /> : <p class="pane-pad ink-3">{m.pick}</p>}
    </div>
  );
}
