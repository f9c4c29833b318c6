import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { SavedSearch, SearchKind } from '../api/types';
import { visible } from '../model/format';
import { listPath, savable, searchesOf, searchPath } from '../model/saved';
import { go } from '../router';
import { t } from '../strings';
import { ActDialog } from './ActDialog';
import { CopyButton, Dialog, Failure, Recorded } from './basics';
import { useLoaded } from './load';
import { Menu, type MenuItem } from './Menu';
import { useSaid } from './said';

const s = t.saved;

type Act = { what: 'save' } | { what: 'manage' } | { what: 'rename' | 'remove'; search: SavedSearch };

function Own({ search, act, changed }: { search: SavedSearch; act: (act: Act) => void; changed: (said: string) => void }) {
  const [failure, setFailure] = useState<unknown>(null);
  const share = () => {
    setFailure(null);
    api.changeSearch(search.id, { shared: !search.shared }).then((now) => changed(now.shared ? s.nowShared : s.nowOwn), setFailure);
  };
  const of = <span class="sr"> {visible(search.name)}</span>;
  return (
    <li class="saved-own">
      <p class="strong"><Recorded text={search.name} /></p>
      <p class="code ink-2 saved-filter"><Recorded text={search.filter} /></p>
      <p class="ink-3">{search.shared ? s.isShared : s.isOwn}</p>
      <p class="actions">
        <button type="button" class="plain" onClick={() => act({ what: 'rename', search })}>{s.rename}{of}</button>
        <button type="button" class="plain" onClick={share}>{search.shared ? s.unshare : s.share}{of}</button>
        <CopyButton kind="plain" text={location.origin + searchPath(search.id)} label={s.copyLink} done={s.linkCopied} />
        <button type="button" class="plain danger" onClick={() => act({ what: 'remove', search })}>{s.remove}{of}</button>
      </p>
      {failure !== null && <Failure failure={failure} />}
    </li>
  );
}

/** The menu of saved searches of one list: opens them, saves the filter that is applied, and leads to what else can be done. */
export function SavedMenu({ kind, filter }: { kind: SearchKind; filter: string }) {
  const loaded = useLoaded('searches', () => api.searches());
  const [act, setAct] = useState<Act | null>(null);
  const { said, say } = useSaid();
  const box = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (act === null && wasOpen.current) box.current?.querySelector('button')?.focus();
    wasOpen.current = act !== null;
  }, [act]);
  const { own, others } = searchesOf(loaded.value?.items ?? [], kind);
  const can = savable(filter);
  const close = () => setAct(null);
  const changed = (text: string) => { say(text); loaded.reload(); };
  const manage = () => setAct({ what: 'manage' });
  const items: MenuItem[] = [
    ...(loaded.state === 'failed' ? [{ label: s.failed, act: loaded.reload }] : []),
    ...own.map((each) => ({ label: each.name, group: s.own, act: () => go(listPath(each)), ...(each.shared ? { note: s.shared } : {}) })),
    ...others.map((each) => ({ label: each.name, note: each.owner.name, group: s.others, act: () => go(listPath(each)) })),
    ...(loaded.value?.partial === true ? [{ label: s.partial, act: null }] : []),
    can === 'yes' ? { label: s.save, act: () => setAct({ what: 'save' }) } : { label: can === 'wrong' ? s.wrong : s.nothing, act: null },
    ...(own.length > 0 ? [{ label: s.manage, act: manage }] : []),
  ];
  return (
    <div class="saved" ref={box}>
      <Menu label={s.menu} kind="plain" items={items} />
      <span class="saved-said ink-3" role="status">{act === null && said}</span>
      {act?.what === 'save' && (
        <ActDialog title={s.saveTitle} about={s.saveAbout} confirm={s.confirm} danger={false} close={close} done={() => undefined}
          fields={[{ name: 'name', label: s.name, kind: 'line', required: true, most: s.nameMost }, { name: 'shared', label: s.who, kind: 'choice', required: true, options: [{ value: 'no', label: s.onlyMe }, { value: 'yes', label: s.everybody }] }]}
          send={async (values) => { const search = await api.saveSearch({ name: values['name'] ?? '', kind, filter, shared: values['shared'] === 'yes' }); changed(s.saved(visible(search.name))); }} />
      )}
      {act?.what === 'manage' && (
        <Dialog title={s.manageTitle[kind]} close={close} wide>
          {loaded.state === 'failed' && <Failure failure={loaded.failure} retry={loaded.reload} />}
          {own.length === 0 ? <p class="ink-3">{s.none}</p> : <ul class="saved-list">{own.map((each) => <Own key={each.id} search={each} act={setAct} changed={changed} />)}</ul>}
          <p class="ink-2 saved-status" role="status">{said}</p>
        </Dialog>
      )}
      {act?.what === 'rename' && (
        <ActDialog title={s.renameTitle} about={s.renameAbout} confirm={s.renameConfirm} danger={false} close={manage} done={() => changed(s.renamed)}
          fields={[{ name: 'name', label: s.name, kind: 'line', required: true, most: s.nameMost, value: act.search.name }]} send={(values) => api.changeSearch(act.search.id, { name: values['name'] ?? '' })} />
      )}
      {act?.what === 'remove' && (
        <ActDialog title={s.removeTitle} about={s.removeAbout(act.search.name)} confirm={s.removeConfirm} danger close={manage} done={() => changed(s.removed)} fields={[]} send={() => api.deleteSearch(act.search.id)} />
      )}
    </div>
  );
}
