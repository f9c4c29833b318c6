import { render } from 'preact';
import { App } from './App';
import { askAhead, beginView } from './api/client';
import { startRouter, whenLeaving } from './router';
import { chooseTheme, chosenTheme } from './theme';
import { restorePosition } from './pages/SignIn';
import monoUrl from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2?url';
import './style/tokens.css';
import './style/base.css';
import './style/pages.css';
import './style/replay.css';

/** The content policy names no font source, so the face is fetched like data and handed over as bytes. */
async function loadMono(): Promise<void> {
  const answer = await fetch(monoUrl);
  if (!answer.ok) return;
  const face = new FontFace('Postern Mono', await answer.arrayBuffer());
  document.fonts.add(await face.load());
}

askAhead(location.pathname, new URLSearchParams(location.search));
chooseTheme(chosenTheme());
restorePosition();
whenLeaving(beginView);
startRouter();
// Without the face the system's own monospace stands in.
loadMono().catch(() => undefined);
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
