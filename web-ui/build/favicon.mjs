// Draws public/favicon.ico from public/favicon.svg, for pages that can name no icon, such as plain text:
//   node build/favicon.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const SIDE = 32;
const HEADER_BYTES = 6 + 16;
const folder = new URL('../public/', import.meta.url);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: SIDE, height: SIDE } });
const svg = Buffer.from(await readFile(new URL('favicon.svg', folder))).toString('base64');
await page.setContent(`<body style="margin:0"><img width="${SIDE}" height="${SIDE}" src="data:image/svg+xml;base64,${svg}">`);
const png = await page.screenshot({ omitBackground: true });
await browser.close();

const header = Buffer.alloc(HEADER_BYTES);
header.writeUInt16LE(1, 2); // an icon
header.writeUInt16LE(1, 4); // of one picture
header.writeUInt8(SIDE, 6);
header.writeUInt8(SIDE, 7);
header.writeUInt16LE(1, 10);
header.writeUInt16LE(32, 12);
header.writeUInt32LE(png.length, 14);
header.writeUInt32LE(HEADER_BYTES, 18);
await writeFile(new URL('favicon.ico', folder), Buffer.concat([header, png]));
