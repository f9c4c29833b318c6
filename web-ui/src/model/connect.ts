// How to connect to a target, in the forms that clients take.

import { uriPart } from './format';
import type { Target } from '../api/types';

export interface ConnectForm { readonly id: 'psql' | 'service' | 'url' | 'jdbc' | 'dbeaver' | 'pgadmin' | 'env' | 'proxy'; readonly text: string }

const FOLDER = '~/.postern/targets';

function quotedIfOdd(word: string): string {
  return /^[\w.@%+=:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** @param role the database role, or null for the one the service file names */
export function connectForms(target: Target, role: string | null): ConnectForm[] {
  const user = role ?? target.defaultRole;
  const database = target.defaultDatabase;
  const folder = `${FOLDER}/${target.name}`;
  const psql = role === null || role === target.defaultRole ? `psql service=postern-${target.name}` : `psql ${quotedIfOdd(`service=postern-${target.name} user=${role}`)}`;
  const files = `sslmode=verify-full&sslrootcert=$HOME/.postern/targets/${target.name}/ca.crt&sslcert=$HOME/.postern/targets/${target.name}/client.crt&sslkey=$HOME/.postern/targets/${target.name}/client.pk8`;
  return [
    { id: 'psql', text: psql },
    { id: 'service', text: `[postern-${target.name}]\nhost=${target.host}\nport=${target.port}\ndbname=${database}\nuser=${user}\nsslmode=verify-full\nsslrootcert=${folder}/ca.crt\nsslcert=${folder}/client.crt\nsslkey=${folder}/client.key` },
    { id: 'url', text: `postgresql://${uriPart(user)}@${target.host}:${target.port}/${uriPart(database)}?${files.replace('client.pk8', 'client.key')}` },
    { id: 'jdbc', text: `jdbc:postgresql://${target.host}:${target.port}/${uriPart(database)}?user=${uriPart(user)}&${files}` },
    { id: 'dbeaver', text: `dbeaver -con "$(postern db config ${target.name} --as ${quotedIfOdd(user)} --format dbeaver)"` },
    { id: 'pgadmin', text: `Host name: ${target.host}\nPort: ${target.port}\nMaintenance database: ${database}\nUsername: ${user}\nSSL mode: verify-full\nClient certificate: ${folder}/client.crt\nClient certificate key: ${folder}/client.key\nRoot certificate: ${folder}/ca.crt` },
    { id: 'env', text: `export PGHOST=${quotedIfOdd(target.host)} PGPORT=${target.port} PGDATABASE=${quotedIfOdd(database)} PGUSER=${quotedIfOdd(user)} PGSSLMODE=verify-full PGSSLROOTCERT=${folder}/ca.crt PGSSLCERT=${folder}/client.crt PGSSLKEY=${folder}/client.key` },
    { id: 'proxy', text: `postern proxy db ${target.name}` },
  ];
}
