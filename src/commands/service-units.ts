import { basename, dirname } from 'node:path';
import { parse } from 'node-cron';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { LEAN_FLAGS } from '../worker/lean.ts';

/** What a unit depends on: this machine. */
export interface Machine {
  /** Who it runs as. */
  user: string;
  /** The node that runs it, and the program. */
  node: string;
  main: string;
  /** Where it is started, which decides the settings it finds. */
  folder: string;
  dataDir: string;
  /** Other folders that it writes to. */
  written: readonly string[];
  /** What it reads besides: the program itself, and files of settings. */
  read: readonly string[];
  /** When passes are wanted, and in which zone. */
  syncCron: string;
  zone: string;
}

const NAME = 'athlete-archive';
/** Folders in which systemd lets no service look that asks for `ProtectHome`. */
const HOMES = ['/home/', '/root/', '/run/user/'];
const STATE = '/var/lib';

/** In quotes, as systemd reads it, where it needs them; `%` would be a specifier. */
const quoted = (word: string) => {
  const safe = word.replaceAll('%', '%%').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return /[\s"'\\;]/.test(word) ? `"${safe}"` : safe;
};

const isBelowHome = (path: string) => HOMES.some((home) => `${path}/`.startsWith(home));
const lines = (key: string, values: readonly string[]) =>
  [...new Set(values)].map((value) => `${key}=${value}`);

/** What it may see of the disk: everything to read, but of homes only what it needs; to write only its own. */
function places({ node, main, folder, dataDir, written, read }: Machine): string[] {
  const isState = dirname(dataDir) === STATE;
  const rw = [...(isState ? [] : [dataDir]), ...written];
  const ro = [dirname(dirname(node)), dirname(main), folder, ...read].filter(isBelowHome);
  // What is not there, such as a disk that is not mounted, keeps nothing from starting.
  const ifThere = (path: string) => quoted(`-${path}`);
  return [
    ...(isState ? [`StateDirectory=${basename(dataDir)}`, 'StateDirectoryMode=0700'] : []),
    'ProtectSystem=strict',
    'ProtectHome=tmpfs',
    ...lines('BindReadOnlyPaths', ro.map(ifThere)),
    ...lines('BindPaths', rw.filter(isBelowHome).map(ifThere)),
    ...lines('ReadWritePaths', rw.map(ifThere)),
  ];
}

/** What a program needs that asks one site and writes one folder, and no more. `MemoryDenyWriteExecute` would stop Node. */
const HARDENING = `NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077`;

const service = (machine: Machine, description: string, how: readonly string[]) => `[Unit]
Description=${description}
Wants=network-online.target
After=network-online.target

[Service]
${how.join('\n')}
User=${machine.user}
WorkingDirectory=${machine.folder.replaceAll('%', '%%')}
Environment=${quoted(`DATA_DIR=${machine.dataDir}`)}

# What it may do: ask Strava, and write its own folder.
${places(machine).join('\n')}
${HARDENING}
`;

const execStart = ({ node, main }: Machine, name: string) =>
  `ExecStart=${[node, ...LEAN_FLAGS, main, name].map(quoted).join(' ')}`;

const head = (file: string, unit: string, enable: string) => `# ${file}
# Made for this machine by ${command('service', unit)}. Put it there, then:
#   sudo systemctl daemon-reload && sudo systemctl ${enable}

`;

const fileOf = (name: string) => `/etc/systemd/system/${name}`;

/** The worker. Its start may have to copy and migrate a large archive first. */
const worker = (machine: Machine) =>
  head(fileOf(`${NAME}.service`), 'worker', `enable --now ${NAME}`) +
  service(machine, 'athlete-archive, the archive of a Strava account', [
    'Type=notify',
    'NotifyAccess=all',
    execStart(machine, 'start'),
    'Restart=on-failure',
    'RestartSec=60',
    '# What a restart cannot mend: configuration, authorization, application inactive.',
    'RestartPreventExitStatus=2 3 4',
    'TimeoutStartSec=30min',
    'WatchdogSec=10min',
  ]) +
  '\n[Install]\nWantedBy=multi-user.target\n';

const sync = (machine: Machine) =>
  head(fileOf(`${NAME}-sync.service`), 'sync', `start ${NAME}-sync`) +
  service(machine, 'one pass of athlete-archive', ['Type=oneshot', execStart(machine, 'sync')]);

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A schedule as systemd writes it. @throws {Failure} `configuration` for what only a cron expression can say. */
export function onCalendar(expression: string, zone: string): string {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression);
  const of = (values: readonly (number | string)[], all: number) => {
    if (values.every((value) => typeof value === 'number'))
      return values.length === all ? '*' : values.join(',');
    throw new Failure(
      'configuration',
      `A timer of systemd cannot have the schedule "${expression}".`,
      `Choose another SYNC_CRON, or run the worker: ${command('service')}.`,
    );
  };
  const weekdays = [...new Set(dayOfWeek.map((day) => (typeof day === 'number' ? day % 7 : day)))];
  const days = of(weekdays, WEEKDAYS.length);
  const names = days === '*' ? '' : `${days.replace(/\d/g, (day) => WEEKDAYS[Number(day)] ?? '')} `;
  const date = `*-${of(month, 12)}-${of(dayOfMonth, 31)}`;
  return `${names}${date} ${of(hour, 24)}:${of(minute, 60)}:${of(second, 60)} ${zone}`;
}

const timer = ({ syncCron, zone }: Machine) => `${head(
  fileOf(`${NAME}-sync.timer`),
  'timer',
  `enable --now ${NAME}-sync.timer`,
)}[Unit]
Description=passes of athlete-archive

[Timer]
OnCalendar=${onCalendar(syncCron, zone)}
Persistent=true

[Install]
WantedBy=timers.target
`;

/** The units, by the name under which they are asked for. */
export const UNITS: Readonly<Record<string, (machine: Machine) => string>> = { worker, sync, timer };
