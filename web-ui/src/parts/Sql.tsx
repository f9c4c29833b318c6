import { oneLine, visible } from '../model/format';
import { caretAt, piecesOf } from '../model/sql';
import { t } from '../strings';

export function SqlLine({ sql }: { sql: string }) {
  return <code class="sql-line">{piecesOf(oneLine(sql, 300)).map((piece, index) => <span key={index} class={`k-${piece.kind}`}>{piece.text}</span>)}</code>;
}

/** A whole statement with colours and, where an error points, a caret under its line. */
export function SqlText({ sql, position }: { sql: string; position: number | null }) {
  const caret = position === null ? null : caretAt(sql, position);
  const lines: { kind: string; text: string }[][] = [[]];
  for (const piece of piecesOf(sql)) {
    piece.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      lines[lines.length - 1]?.push({ kind: piece.kind, text: visible(text) });
    });
  }
  return (
    <pre class="sql-text">
      {lines.map((line, index) => (
        <span key={index}>
          <span class="sql-row"><span class="sql-number" aria-hidden="true">{index + 1}</span><code>{line.map((piece, at) => <span key={at} class={`k-${piece.kind}`}>{piece.text}</span>)}{'\n'}</code></span>
          {caret?.line === index + 1 && <span class="sql-row caret" aria-label={t.sql.position(caret.line, caret.column + 1)}><span class="sql-number" /><code>{' '.repeat(caret.column)}▲{'\n'}</code></span>}
        </span>
      ))}
    </pre>
  );
}
