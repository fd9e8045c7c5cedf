import { expect, it } from 'vitest';
import { ConnectionLost, Link } from '../../../../src/host/initiator/link.ts';
import { Opcode } from '../../../../src/wire/opcode.ts';
import { serialise } from '../../../../src/wire/serialiser.ts';
import { loginResponse, portal, ScriptedConnection, scsiResponse } from './scripted-target.ts';

const isid = new Uint8Array(6);
const stream = Buffer.concat([
  ...serialise(loginResponse(isid, { pairs: [['AuthMethod', 'None']] })),
  ...serialise(scsiResponse(1, 2), { headerDigest: true, dataDigest: false }),
]);
const digested = { headerDigest: true, dataDigest: false, maximumDataSegmentLength: 8192 };

it('gives the same PDUs wherever the stream is cut, and takes the next in its new form', async () => {
  for (let cut = 0; cut <= stream.length; cut++) {
    const connection = new ScriptedConnection(portal);
    const link = new Link(connection);
    connection.sayBytes(stream.subarray(0, cut));
    const first = link.next();
    connection.sayBytes(stream.subarray(cut));
    expect(await first).toMatchObject({ opcode: Opcode.loginResponse });
    link.framing = digested;
    expect(await link.next()).toMatchObject({ opcode: Opcode.scsiResponse, statSn: 2 });
  }
});

it('gives what had arrived before the end, then the end', async () => {
  const connection = new ScriptedConnection(portal);
  const link = new Link(connection);
  connection.sayBytes(stream.subarray(0, 68));
  connection.close();
  expect(connection.ended).toBe('orderly');
  expect(await link.next()).toMatchObject({ opcode: Opcode.loginResponse });
  for (let times = 0; times < 2; times++) await expect(link.next()).rejects.toMatchObject({ reason: 'closed' });
});

it('gives nothing more once it was dropped, and sends nothing', async () => {
  const connection = new ScriptedConnection(portal);
  const link = new Link(connection);
  connection.sayBytes(stream.subarray(0, 68));
  link.drop(new ConnectionLost('dropped', 'enough'));
  await expect(link.next()).rejects.toMatchObject({ reason: 'dropped', message: 'enough' });
  link.send(loginResponse(isid));
  expect([connection.ended, connection.sent]).toEqual(['at once', []]);
});
