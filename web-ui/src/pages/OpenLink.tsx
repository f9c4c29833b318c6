import { useEffect } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import { Failure, Loading } from '../parts/basics';
import { useLoaded } from '../parts/load';
import { go } from '../router';
import { t } from '../strings';

/** Goes on to the moment that a short link is to, whose own address then stands in the bar; else says what to do next. */
export function OpenLink({ id }: { id: string }) {
  const { state, value, failure, reload } = useLoaded(id, () => api.shortLink(id));
  useEffect(() => { if (state === 'ready') go(`/s/${value.session}${value.position === null ? '' : `#${value.position}`}`, 'replace'); }, [state]);
  if (state !== 'failed') return <div class="page"><Loading what={t.links.opening} /></div>;
  const isGone = failure instanceof ApiError && failure.status === 404;
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{t.links.missing}</h1></header>
      {isGone ? <Failure failure={failure} /> : <Failure failure={failure} retry={reload} />}
      <p class="actions"><a class="button plain" href="/sessions">{t.common.toSessions}</a></p>
    </div>
  );
}
