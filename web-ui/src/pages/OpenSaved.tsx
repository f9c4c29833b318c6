import { useEffect } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import { listPath } from '../model/saved';
import { Failure, Loading } from '../parts/basics';
import { useLoaded } from '../parts/load';
import { go } from '../router';
import { t } from '../strings';

/** Goes on to the list that a saved search is of, with its filter in the address; else says what to do next. */
export function OpenSaved({ id }: { id: string }) {
  const { state, value, failure, reload } = useLoaded(id, () => api.savedSearch(id));
  useEffect(() => { if (state === 'ready') go(listPath(value), 'replace'); }, [state]);
  if (state !== 'failed') return <div class="page"><Loading what={t.saved.opening} /></div>;
  const isGone = failure instanceof ApiError && failure.status === 404;
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{t.saved.missing}</h1></header>
      {isGone ? <Failure failure={failure} /> : <Failure failure={failure} retry={reload} />}
      <p class="actions"><a class="button plain" href="/sessions">{t.common.toSessions}</a><a class="button plain" href="/search">{t.saved.toSearch}</a></p>
    </div>
  );
}
