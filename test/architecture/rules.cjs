/**
 * The import rule of the house, as dependency-cruiser rules: each room of `src/` and what it may import. A room that is not named in
 * another's row may not be imported from there; `lab.ts`, `index.ts` and `main.ts` know everybody.
 */
const rooms = {
  foundation: [],
  wire: ['foundation'],
  iscsi: ['wire', 'scsi/target.ts', 'foundation'],
  scsi: ['foundation'],
  tape: ['scsi', 'cartridge/volume.ts', 'foundation'],
  changer: ['scsi', 'library', 'foundation'],
  models: ['tape/model.ts', 'tape/timing.ts', 'changer/model.ts', 'scsi/identity.ts', 'scsi/additional-sense.ts', 'foundation'],
  cartridge: ['foundation'],
  library: ['cartridge', 'foundation'],
  trace: ['wire', 'foundation'],
  faults: [
    'wire',
    'iscsi/port.ts',
    'scsi',
    'cartridge/store.ts',
    'cartridge/volume.ts',
    'cartridge/medium-type.ts',
    'tape/loader.ts',
    'library',
    'config/value.ts',
    'foundation',
  ],
  presets: ['config/value.ts', 'foundation'],
  scenario: ['faults', 'trace', 'config', 'foundation'],
  mtf: ['foundation'],
  host: [
    'wire',
    'mtf',
    'scsi/status.ts',
    'scsi/sense.ts',
    'scsi/sense-reading.ts',
    'scsi/additional-sense.ts',
    'server/socket-portal.ts',
    'foundation',
  ],
  reproduce: ['host', 'mtf', 'scenario/markup.ts', 'config/value.ts', 'foundation'],
  server: ['iscsi', 'wire', 'trace', 'foundation'],
  control: ['config', 'server/listen.ts', 'foundation'],
  config: ['foundation'],
  cli: ['control', 'config', 'cartridge', 'scsi/status.ts', 'scsi/additional-sense.ts', 'host', 'mtf', 'reproduce', 'foundation'],
};
const mayUseSockets = ['server', 'host', 'control'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-strays', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports-only-its-neighbours`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: [room, ...allowed].map((place) => `^src/${place}${place.endsWith('.ts') ? '$' : '/'}`) },
    })),
    {
      name: 'sockets-in-few-rooms',
      severity: 'error',
      from: { path: '^src/', pathNot: mayUseSockets.map((room) => `^src/${room}/`) },
      to: { path: '^(node:)?net$' },
    },
    {
      name: 'binary-parser-behind-the-layout',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/foundation/layout' },
      to: { path: 'binary-parser' },
    },
    {
      name: 'pino-in-the-log-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/server/log' },
      to: { path: 'node_modules/pino' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
