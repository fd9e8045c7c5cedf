/**
 * One LTO-8 drive on loopback: `node seams-target.mjs FOLDER bare` is built by hand from the rooms that a block passes, with nothing at the seams where
 * faults can be and nobody who listens; `… lab` is a lab as it is served, with its faults, its trace and its log of events. Says its URL, and ends when
 * its standard input does. It is the build that is measured: what runs the sources makes closures dearer than they are.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CartridgeRoom } from '../dist/cartridge/cartridge-room.js';
import { IscsiNode } from '../dist/iscsi/iscsi-node.js';
import { Lab } from '../dist/lab.js';
import { driveModels } from '../dist/models/index.js';
import { ScsiTargetDevice } from '../dist/scsi/scsi-target-device.js';
import { toLun } from '../dist/scsi/target.js';
import { IscsiServer } from '../dist/server/iscsi-server.js';
import { TapeDrive } from '../dist/tape/tape-drive.js';

const [home = '', how] = process.argv.slice(2);
const name = 'iqn.2026-11.local.tapelab:drive0';
const barcode = 'BEN001L8';

const room = new CartridgeRoom({ folder: join(home, 'cartridges') });
await room.create({ barcode, capacityBytes: 2 ** 34 });

async function bare() {
  const drive = new TapeDrive({ model: driveModels.get('lto-8'), serialNumber: 'BENCH001' });
  await drive.insert(await room.mount(barcode));
  const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), drive.logicalUnit]]) });
  const server = new IscsiServer({ node: new IscsiNode({ targets: [{ name, device }] }) });
  return (await server.listen({ address: '127.0.0.1', port: 0 })).port;
}

async function lab() {
  const configuration = {
    drives: { drive0: { model: 'lto-8', serial: 'BENCH001', cartridge: barcode } },
    targets: { [name]: { luns: { 0: 'drive0' } } },
  };
  await writeFile(join(home, 'tapelab.yaml'), JSON.stringify(configuration));
  return (await Lab.start({ home, listen: '127.0.0.1:0' })).address.port;
}

const port = how === 'lab' ? await lab() : await bare();
console.log(`iscsi://127.0.0.1:${port}/${name}/0`);
process.stdin.resume().once('end', () => process.exit());
