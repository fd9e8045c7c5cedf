/**
 * One tape drive on loopback, built by hand: `node seams-target.ts FOLDER bare` without anything at the seams where faults can be, `… seams` with
 * everything that a lab has there and no rule in force. Says its port, and ends when its standard input does.
 */
import { join } from 'node:path';
import { CartridgeRoom } from '../src/cartridge/cartridge-room.ts';
import { diskStore } from '../src/cartridge/disk-store.ts';
import { Faults } from '../src/faults/faults.ts';
import { faultyCommands } from '../src/faults/faulty-commands.ts';
import { FaultyConnection } from '../src/faults/faulty-connection.ts';
import { FaultyStore } from '../src/faults/faulty-store.ts';
import { FaultyVolume } from '../src/faults/faulty-volume.ts';
import { systemClock } from '../src/foundation/clock.ts';
import { publishNothing } from '../src/foundation/event.ts';
import { HandOnUnit } from '../src/hands-on-units.ts';
import { IscsiNode } from '../src/iscsi/iscsi-node.ts';
import { driveModels } from '../src/models/index.ts';
import { ScsiTargetDevice } from '../src/scsi/scsi-target-device.ts';
import { toLun } from '../src/scsi/target.ts';
import { IscsiServer } from '../src/server/iscsi-server.ts';
import { TapeDrive } from '../src/tape/tape-drive.ts';

const [folder = '', how] = process.argv.slice(2);
const target = 'iqn.2026-11.local.tapelab:seams';
const clock = systemClock;
const faults = how === 'seams' ? new Faults({ clock, publish: publishNothing, fileExists: () => false }) : undefined;
const describe = () => ({ device: 'drive0', target });

const room = new CartridgeRoom({
  folder: join(folder, how ?? 'bare'),
  ...(faults && {
    store: new FaultyStore(diskStore, { faults, clock, describe }),
    around: (volume) => new FaultyVolume(volume, { faults, clock, describe, closed: () => {} }),
  }),
});
await room.create({ barcode: 'BEN001L8', capacityBytes: 2 ** 34 });
const drive = new TapeDrive({ model: driveModels.get('lto-8')!, serialNumber: 'BENCH001' });
const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), drive.logicalUnit]]) });
if (faults !== undefined) {
  const whereabouts = () => drive.whereabouts();
  const unit = new HandOnUnit({ target, lun: 0, device: 'drive0', kind: 'drive', targetDevice: device, unit: drive, whereabouts });
  drive.logicalUnit.interpose(faultyCommands({ faults, clock, unit, whereabouts, sessionOf: () => 1 }));
}
await drive.insert(await room.mount('BEN001L8'));

const node = new IscsiNode({ targets: [{ name: target, device }] });
const server = new IscsiServer({
  node,
  ...(faults && { between: (portal) => new FaultyConnection(portal, { faults, clock, describe, number: 1, closed: () => {} }) }),
});
const { port } = await server.listen({ address: '127.0.0.1', port: 0 });
console.log(port);
process.stdin.resume().once('end', () => process.exit());
