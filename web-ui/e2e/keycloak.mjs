// A real Keycloak on loopback, with one realm: an engineer, an approver, an auditor, and the broker as its client.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from './demo.mjs';
import { freePort, Server } from './server.mjs';

/** Where the build unpacks the distribution. */
const UNPACKED = fileURLToPath(new URL('../../cli/target/keycloak/', import.meta.url));
/** The first start puts its own classes together. */
const START_MILLIS = 4 * 60_000;
export const PASSWORD = 'correct horse battery';
export const CLIENT_SECRET = 'the-secret-of-the-client-of-this-test';

const PEOPLE = {
  erin: { firstName: 'Erin', lastName: 'Engineer', groups: ['engineers'] },
  ana: { firstName: 'Ana', lastName: 'Approver', groups: ['approvers'] },
  otto: { firstName: 'Otto', lastName: 'Auditor', groups: ['auditors'] },
};

const mapper = (name, protocolMapper, config) => ({ name, protocol: 'openid-connect', protocolMapper, config });

/** The realm as docs/identity-providers.md says to set it up. */
function realm(brokerUrl) {
  return {
    realm: 'main',
    enabled: true,
    sslRequired: 'external',
    groups: ['engineers', 'approvers', 'auditors'].map((name) => ({ name })),
    users: Object.entries(PEOPLE).map(([username, person]) => ({
      username, ...person, groups: person.groups.map((name) => `/${name}`), email: `${username}@example.com`, emailVerified: true, enabled: true,
      credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
    })),
    clients: [{
      clientId: 'postern',
      secret: CLIENT_SECRET,
      enabled: true,
      protocol: 'openid-connect',
      publicClient: false,
      standardFlowEnabled: true,
      directAccessGrantsEnabled: false,
      redirectUris: [`${brokerUrl}/login/callback`],
      attributes: { 'oauth2.device.authorization.grant.enabled': 'true', 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': `${brokerUrl}/signed-out` },
      protocolMappers: [mapper('groups', 'oidc-group-membership-mapper', { 'claim.name': 'groups', 'full.path': 'false', 'id.token.claim': 'true', 'access.token.claim': 'false', 'userinfo.token.claim': 'false' })],
    }],
  };
}

/** Starts Keycloak; `issuer` is the realm's. */
export async function startKeycloak(brokerUrl) {
  const [folder] = await readdir(UNPACKED);
  const home = join(UNPACKED, folder);
  const port = await freePort();
  const management = await freePort();
  await mkdir(join(home, 'data', 'import'), { recursive: true });
  await writeFile(join(home, 'data', 'import', 'main-realm.json'), JSON.stringify(realm(brokerUrl)));
  const args = ['start-dev', '--db=dev-mem', '--cache=local', '--http-host=127.0.0.1', `--http-port=${port}`, `--http-management-port=${management}`, `--hostname=http://localhost:${port}`, '--import-realm'];
  const server = new Server('Keycloak', join(home, 'bin', 'kc.sh'), args, {
    cwd: home, env: cleanEnvironment({ JAVA_OPTS_KC_HEAP: '-Xms128m -Xmx512m', JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1' }),
  });
  try {
    await server.ready(/Listening on: http/, START_MILLIS);
  } catch (failure) {
    await server.stop();
    throw failure;
  }
  return { issuer: `http://localhost:${port}/realms/main`, stop: () => server.stop() };
}

/** Fills in Keycloak's own login form, wherever a page was led to it. */
export async function logInAt(page, username) {
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#kc-login').click();
}
